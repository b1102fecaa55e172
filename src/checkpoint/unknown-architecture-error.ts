import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A checkpoint of an architecture that the onnx engine cannot build. */
export class UnknownArchitectureError extends InvalidInputError {
  readonly architecture: string;
  readonly known: readonly string[];

  constructor(file: string, architecture: string, known: readonly string[]) {
    super(
      file,
      `architecture "${architecture}" is not supported`,
      `Supported: ${known.join(', ')}; \`engine: transformers\` runs what transformers knows.`,
    );
    this.architecture = architecture;
    this.known = known;
  }
}
