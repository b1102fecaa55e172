import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A checkpoint of a known architecture that uses something the engine does not compute; `field` is its config.json field. */
export class UnsupportedFeatureError extends InvalidInputError {
  readonly field: string;

  constructor(file: string, field: string, problem: string, remedy?: string) {
    super(`${file}, field "${field}"`, problem, remedy);
    this.field = field;
  }
}
