import type { Results } from '../results/results.ts';

/** How a rate of answers is called, which depends on what counted as one. */
export interface AnswerWords {
  /** For headings: `exact`, `answered`. */
  readonly short: string;
  /** For axes: `exact answers`. */
  readonly answers: string;
}

/** Where right answers are not known, "exact" would promise too much. */
export function answerWords({ protocol }: Pick<Results, 'protocol'>): AnswerWords {
  return protocol.judge === 'exact'
    ? { short: 'exact', answers: 'exact answers' }
    : { short: 'answered', answers: 'answers without a refusal phrase' };
}
