import type { Results } from '../../results/results.ts';
import type { PageScatter } from './page-data.ts';
import { gridStep, toGrid } from './scatter-grid.ts';

type Scatter = Results['scatter'];

/** The clouds by layer, ascending: those of the curve where there are any, else that of the chosen arm. */
export function pageScatters(results: Results, scatters: readonly Scatter[]): PageScatter[] {
  const layers = new Set(scatters.map(({ layer }) => layer));
  const { scatter } = results;
  const all = [
    ...scatters,
    ...(layers.has(scatter.layer) || scatter.forbidden.length === 0 ? [] : [scatter]),
  ];
  return all.toSorted((a, b) => a.layer - b.layer).map(cutToGrid);
}

/** Coordinates as multiples of a step finer than a screen shows, so that a page can carry them in a few characters. */
function cutToGrid(scatter: Scatter): PageScatter {
  const points = [...scatter.forbidden, ...scatter.harmless, ...scatter.transported].flat();
  const most = points.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const step = gridStep(most);
  const cut = (cloud: Scatter['forbidden']): number[] => cloud.flat().map((value) => toGrid(value, step));
  const { layer, rank, explained, forbidden, harmless, transported } = scatter;
  return {
    layer,
    rank,
    step,
    explained: explained.map((share) => Number(share.toPrecision(4))),
    forbidden: cut(forbidden),
    harmless: cut(harmless),
    transported: cut(transported),
  };
}
