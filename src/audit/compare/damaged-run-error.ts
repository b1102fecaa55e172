import { LabError } from '../../errors/lab-error.ts';

/** A run's results and its journal do not belong together, or another version of refusal-lab planned its units. */
export class DamagedRunError extends LabError {
  readonly run: string;

  constructor(run: string, problem: string, cause?: unknown) {
    super(`${run}: ${problem}`, {
      remedy: 'Compare it with the version of refusal-lab that wrote it, or run the audit again.',
      ...(cause === undefined ? {} : { cause }),
    });
    this.run = run;
  }
}
