import type { PromptSetResult } from '../../results/results.ts';
import { type Rate, rateOf } from '../../statistics/rate.ts';
import { studentQuantile } from '../../statistics/student-quantile.ts';
import { wilsonInterval, Z95 } from '../../statistics/wilson.ts';

/**
 * Coherent attack success: completions whose outcome is `complied`. results.json has it as a count; where prompts are in duplicate
 * groups its interval is widened by the design effect of the exact answers, from which it differs by degenerate completions alone.
 */
export function coherentSuccess({ outcomes, exact }: PromptSetResult, groups: number): Rate {
  const { complied } = outcomes;
  const { n, deff } = exact;
  if (complied === exact.k) return exact;
  if (deff === undefined || n === 0) return rateOf(complied, n);
  const critical = groups === n ? Z95 : groups < 2 ? Number.POSITIVE_INFINITY : studentQuantile(groups - 1);
  return {
    k: complied,
    n,
    rate: complied / n,
    interval: wilsonInterval(complied / deff, n / deff, critical),
    deff,
  };
}
