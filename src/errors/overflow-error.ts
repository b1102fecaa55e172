import { InvalidInputError } from './invalid-input-error.ts';

const REMEDY = 'An intervention this strong made the model overflow: lower its strength.';

/** The remedy where there is no intervention. */
export const UNATTACKED_OVERFLOW =
  'No intervention is in use: a weight is NaN or infinite, or the activations leave float32. Look at the checkpoint.';

/** NaN or infinity where numbers have to be: in a map, or in what a model computes under one. Nothing can be read off it. */
export class OverflowError extends InvalidInputError {
  constructor(subject: string, problem: string, remedy: string = REMEDY) {
    super(subject, problem, remedy);
  }
}
