import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { type PrecisionMark, precisionName } from '../../checkpoint/precision/precision.ts';

/** The mark on results of approximations: `{ precision: 'int8' }`; none for float32, which files have always meant. */
export function precisionField({ precision }: Pick<Checkpoint, 'precision'>): {
  readonly precision?: PrecisionMark;
} {
  const name = precisionName(precision);
  return name === 'float32' ? {} : { precision: name };
}
