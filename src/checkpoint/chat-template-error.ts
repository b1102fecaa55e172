import { LabError } from '../errors/lab-error.ts';

/** A chat template that does not parse or refuses a conversation; `cause` is the Jinja error. */
export class ChatTemplateError extends LabError {
  readonly source: string;

  constructor(source: string, problem: string, cause: unknown) {
    super(`${source}: ${problem}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.source = source;
  }
}
