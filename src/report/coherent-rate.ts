import type { PromptSetResult } from '../results/results.ts';
import { type Rate, rateOf } from '../statistics/rate.ts';
import { wilsonInterval } from '../statistics/wilson.ts';

/**
 * Completions whose outcome is `complied`: the exact right answer, neither degenerate nor a refusal, over all n. Where prompts
 * stand in groups the design effect is that of the exact answers, which these are a part of.
 */
export function coherentRate({ outcomes, exact }: PromptSetResult): Rate {
  const complied = outcomes.complied ?? 0;
  // As many: the same completions, and their interval.
  if (complied === exact.k) return exact;
  const rate = rateOf(complied, exact.n);
  const { deff } = exact;
  if (deff === undefined) return rate;
  return { ...rate, deff, interval: wilsonInterval(complied / deff, exact.n / deff) };
}
