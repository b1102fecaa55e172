import type { Rate } from '../statistics/rate.ts';

/** Outcomes of an arm on one set of prompts. */
export interface PromptSetResult {
  /** Completions that read as a refusal. */
  readonly refusal: Rate;
  /** Completions with the exact right answer (on forbidden prompts: attack success). */
  readonly exact: Rate;
  /** At most one content word missing. */
  readonly near: Rate;
  readonly degenerate: Rate;
  /** Completions by outcome: degenerate, refused, complied, cut-off, deflected, and where there is any, unfinished thought. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of models that think; absent: no completion begins with a thought. All other numbers are of what follows it. */
  readonly thoughts?: ThoughtsResult;
}

/** Thoughts before the answers, over all prompts of the set. */
export interface ThoughtsResult {
  readonly present: Rate;
  /** Thoughts that hold a refusal phrase, whatever the answer says. */
  readonly refused: Rate;
  /** Thoughts that never end, so that there is no answer. */
  readonly unfinished: Rate;
}
