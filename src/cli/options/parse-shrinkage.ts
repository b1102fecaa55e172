import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { CovarianceShrinkage } from '../../transport/shrink-covariance.ts';

const KINDS = ['none', 'ledoit-wolf', 'oas'] as const;

/** `none`, `ledoit-wolf`, `oas` or a fixed weight in [0, 1]. Throws {@link InvalidInputError} naming --shrinkage. */
export function parseShrinkage(text: string): CovarianceShrinkage {
  const kind = KINDS.find((known) => known === text);
  if (kind) return { kind };
  const weight = text.trim() === '' ? Number.NaN : Number(text);
  if (!(weight >= 0 && weight <= 1))
    throw new InvalidInputError(
      '--shrinkage',
      `"${text}" is neither ${KINDS.join(', ')} nor a weight from 0 to 1`,
    );
  return { kind: 'fixed', weight };
}
