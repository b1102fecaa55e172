import { LabError } from './lab-error.ts';

/** An argument, option or data value that cannot be used; `subject` names it (an option, a file, a tensor). */
export class InvalidInputError extends LabError {
  readonly subject: string;

  constructor(subject: string, problem: string, remedy?: string) {
    super(`${subject}: ${problem}`, remedy ? { remedy } : {});
    this.subject = subject;
  }
}
