import { LabError } from '../../errors/lab-error.ts';

/** A worker could not do a unit, and no other would. */
export class UnitFailedError extends LabError {
  readonly units: readonly string[];

  constructor(units: readonly string[], problem: string, exitCode: number, remedy?: string) {
    const more = units.length > 1 ? ` and ${units.length - 1} more` : '';
    super(`a worker on "${units[0]}"${more}: ${problem}`, { exitCode, ...(remedy ? { remedy } : {}) });
    this.units = units;
  }
}
