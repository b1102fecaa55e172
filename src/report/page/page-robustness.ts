import type { Results } from '../../results/results.ts';
import { formatHalfDamage } from '../../wording/format-censored-damage.ts';
import { formatScore } from '../markdown/markdown-robustness.ts';
import { formatSuccessWithin } from '../success-within.ts';
import type { PageRobustness } from './page-data.ts';
import { pageRate } from './page-rate.ts';
import { roundForPage } from './round-for-page.ts';

const SETS = [
  ['grid', 'grid of pca-ot'],
  ['everything', 'everything measured'],
] as const;

/** The frontier of what an attacker gets for his damage, against the fixed grid and against everything. */
export function pageRobustness({ robustness }: Results): PageRobustness[] {
  return SETS.map(([key, name]) => {
    const { arms, score, halfDamage, frontier } = robustness[key];
    return {
      name,
      arms,
      within: formatSuccessWithin({ frontier }),
      score: formatScore(score),
      halfDamage: formatHalfDamage(halfDamage),
      steps: frontier.map(({ armId, damage, selectionDamage, test }) => ({
        armId,
        damage: roundForPage(damage)!,
        selectionDamage: roundForPage(selectionDamage)!,
        success: pageRate(test),
      })),
    };
  });
}
