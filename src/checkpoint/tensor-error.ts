import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A weight that a model's config asks for and its checkpoint lacks or holds in another shape. */
export class TensorError extends InvalidInputError {
  readonly tensor: string;
  readonly expected: readonly number[] | undefined;
  readonly actual: readonly number[] | undefined;

  constructor(
    tensor: string,
    problem: string,
    options: { expected?: readonly number[]; actual?: readonly number[]; remedy?: string } = {},
  ) {
    super(`tensor "${tensor}"`, problem, options.remedy);
    this.tensor = tensor;
    this.expected = options.expected;
    this.actual = options.actual;
  }
}
