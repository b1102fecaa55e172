import { LabError } from '../../errors/lab-error.ts';

/** A run that is not finished, or was made by another version, lacks units that its results need. */
export class MissingUnitError extends LabError {
  readonly units: readonly string[];

  constructor(units: readonly string[]) {
    const more = units.length > 1 ? ` and ${units.length - 1} more` : '';
    super(`the journal lacks the unit "${units[0]}"${more}`, {
      remedy: 'The run is not finished: run the same audit command again, and it goes on where it stopped.',
    });
    this.units = units;
  }
}
