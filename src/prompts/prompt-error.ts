import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A prompt that cannot be used; `where` is its `file:line`. */
export class PromptError extends InvalidInputError {
  readonly where: string;

  constructor(where: string, problem: string, remedy?: string) {
    super(where, problem, remedy);
    this.where = where;
  }
}
