import { LabError } from '../../errors/lab-error.ts';

/** The endpoint will answer no request of this run: a key it refuses, a model it does not know. Names no key and no body. */
export class JudgeEndpointError extends LabError {
  readonly status: number;

  constructor(endpoint: string, status: number, problem: string, remedy: string) {
    super(`judge endpoint ${endpoint}: ${problem} (HTTP ${status})`, { remedy, exitCode: 1 });
    this.status = status;
  }
}
