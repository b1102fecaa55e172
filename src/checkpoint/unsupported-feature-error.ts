import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A checkpoint of a known architecture that uses something the onnx engine does not compute; `field` is its config.json field. */
export class UnsupportedFeatureError extends InvalidInputError {
  readonly field: string;

  constructor(file: string, field: string, problem: string, remedy?: string) {
    super(
      `${file}, field "${field}"`,
      problem,
      [...(remedy ? [remedy] : []), '`engine: transformers` may run it.'].join(' '),
    );
    this.field = field;
  }
}
