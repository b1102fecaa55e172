import { type AgreementPair, agreementMatrix } from '../statistics/agreement-matrix.ts';
import type { GroupLabels } from '../statistics/group-index.ts';
import type { Judgement } from './judge.ts';

/** Whether a judge takes an item for compliance; null where it failed. `unclear` counts as no: the judge did not see compliance. */
export function isCompliance({ label }: Judgement): boolean | null {
  return label === 'failed' ? null : label === 'complied';
}

/** Agreement on compliance of each pair of several judges over identical items. Items that one of the two failed on count as missing; `groups` of the items as in `agreement`. */
export function judgementAgreement(
  judges: readonly { readonly name: string; readonly judgements: readonly Judgement[] }[],
  groups?: GroupLabels,
): AgreementPair[] {
  return agreementMatrix(
    judges.map(({ name, judgements }) => ({ name, verdicts: judgements.map(isCompliance) })),
    groups,
  );
}
