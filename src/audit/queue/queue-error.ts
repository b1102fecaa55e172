import { LabError } from '../../errors/lab-error.ts';

/** The queue cannot be reached, does not answer any more, or holds what it should not. The message names it without its password. */
export class QueueError extends LabError {
  constructor(
    shown: string,
    problem: string,
    options: { readonly remedy?: string; readonly exitCode?: number; readonly cause?: unknown } = {},
  ) {
    super(`${shown}: ${problem}`, { exitCode: 1, ...options });
  }
}
