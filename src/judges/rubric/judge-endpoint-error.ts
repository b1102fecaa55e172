import { LabError } from '../../errors/lab-error.ts';

/** The endpoint will not answer any request of this run: it refuses the key or does not know the model. Names neither key nor body. */
export class JudgeEndpointError extends LabError {
  readonly status: number;

  constructor(endpoint: string, status: number, problem: string, remedy: string) {
    super(`judge endpoint ${endpoint}: ${problem} (HTTP ${status})`, { remedy, exitCode: 1 });
    this.status = status;
  }
}
