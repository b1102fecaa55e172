import type { ArmTestResult } from '../results/results.ts';
import { formatNumber } from '../wording/format-number.ts';
import { formatPercent } from '../wording/format-percent.ts';

/** `0.35 (n = 4)`: KL32 on the harmless prompts that the unattacked model refuses or breaks on; `–` where there are none. */
export function formatUnanswered({ kl32Unanswered: { value, n } }: ArmTestResult): string {
  return n === 0 ? '–' : `${formatNumber(value)} (n = ${n})`;
}

/** The share of the three prompts with the largest divergence in the sum behind KL32; `–` where that is 0 or infinite. */
export function formatLargestThree({ kl32LargestThree }: ArmTestResult): string {
  return kl32LargestThree === null ? '–' : formatPercent(kl32LargestThree);
}
