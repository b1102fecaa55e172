import type { ArmResult } from '../results/results.ts';
import { formatNumber } from '../wording/format-number.ts';

/** Raw text has no prompt and no answer: an arm with another token scope than `all` does not reach it. */
export function formatLorePerplexity({ scope, test }: ArmResult): string {
  return test.lorePerplexity.value === null && scope !== 'all'
    ? 'not reached'
    : formatNumber(test.lorePerplexity.value);
}
