import type { SplitFacts } from '../../results/audit-plan.ts';

/** What the splits of one pool are worth and what they leave out, as `prompts` and `audit --plan` tell it. */
export function formatSplitFacts({
  test,
  effective,
  leftOut,
  dropped,
  unused,
}: Pick<SplitFacts, 'test' | 'effective' | 'leftOut' | 'dropped' | 'unused'>): string {
  return [
    `${test} test prompts are worth ${Math.floor(effective)} independent ones`,
    `${leftOut} left out as near-duplicates of a selection or test prompt`,
    `${dropped} for a near-duplicate in the test sources`,
    `${unused - leftOut} not needed`,
  ].join('; ');
}
