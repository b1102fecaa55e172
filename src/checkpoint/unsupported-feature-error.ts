import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A checkpoint of a known architecture that uses something the onnx engine does not compute; `field` is its config.json field,
 * undefined where it is the weights' format. */
export class UnsupportedFeatureError extends InvalidInputError {
  readonly field: string | undefined;

  constructor(file: string, field: string | undefined, problem: string, remedy?: string) {
    super(
      field === undefined ? file : `${file}, field "${field}"`,
      problem,
      [...(remedy ? [remedy] : []), '`engine: transformers` may run it.'].join(' '),
    );
    this.field = field;
  }
}
