import { LabError } from '../../errors/lab-error.ts';

/** A run whose results are asked for has none yet. */
export class UnfinishedRunError extends LabError {
  readonly run: string;

  constructor(run: string) {
    super(`${run}: is not finished: it holds no results.json`, {
      remedy: 'Run the same audit command again, and it goes on where it stopped.',
    });
    this.run = run;
  }
}
