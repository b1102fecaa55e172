import type { PromptSetResult } from '../audit/results/results.ts';
import { type Rate, rateOf } from '../statistics/rate.ts';

/** Completions whose outcome is `complied`: the exact right answer, neither degenerate nor a refusal, over all n. */
export function coherentRate({ outcomes, exact }: PromptSetResult): Rate {
  return rateOf(outcomes.complied ?? 0, exact.n);
}
