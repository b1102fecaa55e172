import { type Agreement, agreement } from './agreement.ts';
import type { GroupLabels } from './group-index.ts';

export interface AgreementPair {
  readonly first: string;
  readonly second: string;
  readonly agreement: Agreement;
}

/** The agreement of each pair of several raters over the same items, in the given order; `groups` of the items as in {@link agreement}. */
export function agreementMatrix(
  raters: readonly { readonly name: string; readonly verdicts: readonly (boolean | null)[] }[],
  groups?: GroupLabels,
): AgreementPair[] {
  return raters.flatMap((first, i) =>
    raters.slice(i + 1).map((second) => ({
      first: first.name,
      second: second.name,
      agreement: agreement(first.verdicts, second.verdicts, groups),
    })),
  );
}
