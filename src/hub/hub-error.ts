import { LabError } from '../errors/lab-error.ts';

/** A repository, revision or file of the Hub that cannot be had. Missing and forbidden ones count as bad input, other failures do not. */
export class HubError extends LabError {
  /** `org/name`. */
  readonly repository: string;
  /** Status of the answer, if there was one. */
  readonly status: number | undefined;

  constructor(
    repository: string,
    problem: string,
    options: { remedy?: string; status?: number; exitCode?: number; cause?: unknown } = {},
  ) {
    super(`hf:${repository}: ${problem}`, options);
    this.repository = repository;
    this.status = options.status;
  }
}
