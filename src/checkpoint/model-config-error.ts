import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A config.json field that is missing, has the wrong type or contradicts another. */
export class ModelConfigError extends InvalidInputError {
  readonly field: string;

  constructor(file: string, field: string, problem: string) {
    super(field ? `${file}, field "${field}"` : file, problem);
    this.field = field;
  }
}
