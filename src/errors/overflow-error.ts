import { InvalidInputError } from './invalid-input-error.ts';

const REMEDY = 'An intervention this strong made the model overflow: lower its strength.';

/** The remedy where no intervention is in use. */
export const UNATTACKED_OVERFLOW =
  'No intervention is in use: a weight is NaN or infinite, or the activations leave float32. Look at the checkpoint.';

/** NaN or infinity in a map, or in a model's outputs under one. No result can be derived from it. */
export class OverflowError extends InvalidInputError {
  constructor(subject: string, problem: string, remedy: string = REMEDY) {
    super(subject, problem, remedy);
  }
}
