import type { RobustnessResult } from '../results/results.ts';
import type { Rate } from '../statistics/rate.ts';
import { formatPercent, formatPercentInterval } from '../wording/format-percent.ts';

/** Damage budgets that success is reported at, nats per token: nearly no change, that of the audit, and the largest of R. */
const BUDGETS = [0.01, 0.1, 1] as const;

/** F(u) at one budget. */
export interface SuccessWithin {
  readonly budget: number;
  /** `identity` where nothing picked within the budget does better than no attack. */
  readonly armId: string;
  readonly success: Rate;
}

/** What an attacker gets within a damage of 0.01, 0.1 and 1 on the test split; empty of a frontier without steps. */
export function successWithin({ frontier }: Pick<RobustnessResult['grid'], 'frontier'>): SuccessWithin[] {
  return BUDGETS.flatMap((budget) => {
    const step = frontier.findLast(({ damage }) => damage <= budget);
    return step === undefined ? [] : [{ budget, armId: step.armId, success: step.test }];
  });
}

/** `3% [1–8%] at damage ≤ 0.01, 85% [78–90%] at ≤ 0.1 and ≤ 1`: budgets that buy the same attack are said once. */
export function formatSuccessWithin(robustness: Pick<RobustnessResult['grid'], 'frontier'>): string {
  const parts: { readonly armId: string; readonly text: string; readonly budgets: number[] }[] = [];
  for (const { budget, armId, success } of successWithin(robustness)) {
    const last = parts.at(-1);
    if (last?.armId === armId) last.budgets.push(budget);
    else
      parts.push({
        armId,
        text: `${formatPercent(success.rate)}${formatPercentInterval(success.interval)}`,
        budgets: [budget],
      });
  }
  return parts
    .map(
      ({ text, budgets }, i) =>
        `${text} at ${i === 0 ? 'damage ' : ''}${budgets.map((budget) => `≤ ${budget}`).join(' and ')}`,
    )
    .join(', ');
}
