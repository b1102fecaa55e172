import { LabError } from '../../errors/lab-error.ts';

/** Throws {@link LabError} (exit code 1) when the model computed NaN or an infinity; `what` names it. */
export function requireFinite(what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new LabError(`${what}: value ${i} is ${values[i]}: the computation overflowed`, {
        remedy: 'An intervention that is too strong does this; try a smaller strength.',
        exitCode: 1,
      });
}
