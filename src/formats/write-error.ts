import { LabError } from '../errors/lab-error.ts';

/** A file that cannot be written; `cause` is the operating system's error. */
export class WriteError extends LabError {
  readonly path: string;

  constructor(path: string, problem: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(`${path}: ${problem}`, options);
    this.path = path;
  }
}
