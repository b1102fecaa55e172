import { isWithinBudget } from '../../metrics/damage-budget.ts';
import type { ArmResult, Results } from '../../results/results.ts';

export interface LocalisationSeries {
  /** `pca-ot K=1`, `act-add`, … */
  readonly label: string;
  readonly method: string;
  readonly rank: number | null;
  /** Ordered by depth; every one has a depth. */
  readonly arms: readonly ArmResult[];
  /** True where the arms act at many sites and only take something (rfa: its direction) from their layer. */
  readonly actsEverywhere: boolean;
  /** The arm with the highest exact ASR among those within the damage budget. */
  readonly best: ArmResult | null;
}

/** The lines of the localisation figure: pca-ot at its two smallest ranks, every other method at its smallest. */
export function localisationSeries(results: Results): LocalisationSeries[] {
  const methods = [...new Set(results.arms.map(({ method }) => method))].filter(
    (method) => method !== 'baseline',
  );
  return methods.flatMap((method) => {
    const placed = results.arms.filter(
      (arm) => arm.method === method && arm.role === 'layer' && arm.depth !== null,
    );
    const single = placed.filter(({ sites }) => sites.length === 1);
    const arms = single.length > 0 ? single : placed;
    const ranks = [...new Set(arms.map(({ rank }) => rank))].sort((a, b) => (a ?? 0) - (b ?? 0));
    return ranks.slice(0, method === 'pca-ot' ? 2 : 1).map((rank) => ({
      label: rank !== null ? `${method} K=${rank}` : method,
      method,
      rank,
      arms: arms.filter((arm) => arm.rank === rank).sort((a, b) => a.depth! - b.depth!),
      actsEverywhere: single.length === 0,
      best: bestWithinBudget(arms.filter((arm) => arm.rank === rank)),
    }));
  });
}

function bestWithinBudget(arms: readonly ArmResult[]): ArmResult | null {
  return arms
    .filter(({ test }) => isWithinBudget(test.kl32))
    .reduce<ArmResult | null>(
      (best, arm) =>
        (arm.test.forbidden.exact.rate ?? -1) > (best?.test.forbidden.exact.rate ?? -1) ? arm : best,
      null,
    );
}
