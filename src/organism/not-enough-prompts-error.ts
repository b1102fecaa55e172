import { LabError } from '../errors/lab-error.ts';

/** More prompts were asked for than the world has distinct requests. */
export class NotEnoughPromptsError extends LabError {
  readonly requested: number;
  readonly available: number;

  constructor(what: string, requested: number, available: number) {
    super(`${what}: ${requested} prompts requested, ${available} available`, {
      remedy: `Ask for at most ${available}.`,
    });
    this.requested = requested;
    this.available = available;
  }
}
