import { InvalidInputError } from './invalid-input-error.ts';

const REMEDY = 'An intervention this strong made the model overflow: lower its strength.';

/** NaN or infinity where numbers have to be: in a map, or in what a model computes under one. Nothing can be read off it. */
export class OverflowError extends InvalidInputError {
  constructor(subject: string, problem: string, remedy: string = REMEDY) {
    super(subject, problem, remedy);
  }
}
