import type { Results } from '../../results/results.ts';
import { localisationSeries } from '../figures/localisation-series.ts';
import { findArm } from '../find-arm.ts';
import type { PageSeries } from './page-data.ts';

/** The lines of the curve over depth; at first those of the paper's method, of its best rival, of directional ablation and of methods of one's own. */
export function pageSeries(results: Results): PageSeries[] {
  const rank = results.localisation?.rank ?? null;
  const rival = results.comparisons.find(({ bestRival }) => bestRival);
  const shown = new Set([
    'rfa',
    ...(rival ? [findArm(results, rival.rivalId).method] : []),
    ...Object.keys(results.protocol.ownMethods ?? {}),
  ]);
  return localisationSeries(results).map((series) => ({
    label: series.label,
    method: series.method,
    rank: series.rank,
    everywhere: series.actsEverywhere,
    armIds: series.arms.map(({ id }) => id),
    shown: series.method === 'pca-ot' ? rank === null || series.rank === rank : shown.has(series.method),
  }));
}
