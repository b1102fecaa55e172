import { LabError } from '../../errors/lab-error.ts';

/** The Python process of the transformers engine ended before its answer. */
export class EngineDiedError extends LabError {
  /** The last lines that it wrote to stderr. */
  readonly lastLines: readonly string[];

  constructor(how: string, lastLines: readonly string[]) {
    super([`the Python process of the engine ended ${how}`, ...lastLines].join('\n  '), { exitCode: 1 });
    this.lastLines = lastLines;
  }
}
