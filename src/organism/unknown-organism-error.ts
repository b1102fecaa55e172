import { LabError } from '../errors/lab-error.ts';

/** A name that no packaged organism has. */
export class UnknownOrganismError extends LabError {
  readonly organism: string;

  constructor(organism: string, known: readonly string[]) {
    super(`organism "${organism}" is not packaged`, { remedy: `Known: ${known.join(', ')}.` });
    this.organism = organism;
  }
}
