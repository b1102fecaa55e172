import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A safetensors file that cannot be read or written; names the file and, where one is at fault, the tensor. */
export class SafetensorsError extends InvalidInputError {
  readonly file: string;
  readonly tensor: string | undefined;

  constructor(file: string, problem: string, options: { tensor?: string; remedy?: string } = {}) {
    super(
      options.tensor === undefined ? file : `${file}, tensor "${options.tensor}"`,
      problem,
      options.remedy,
    );
    this.file = file;
    this.tensor = options.tensor;
  }
}
