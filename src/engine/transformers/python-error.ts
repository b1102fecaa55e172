import { LabError } from '../../errors/lab-error.ts';

/** The Python of the transformers engine cannot be used: it is missing, or lacks a package, or its version is too old. */
export class PythonError extends LabError {
  readonly python: string;

  constructor(python: string, problem: string, remedy: string, cause?: unknown) {
    super(`python ${python}: ${problem}`, { remedy, cause });
    this.python = python;
  }
}
