import type { Results } from '../../results/results.ts';
import type { PageScatter } from './page-data.ts';

type Scatter = Results['scatter'];
/** Steps along the longer side of a figure: finer than a screen shows. */
const STEPS = 1000;

/** The clouds by layer, ascending: those of the curve where there are any, else that of the chosen arm. */
export function pageScatters(results: Results, scatters: readonly Scatter[]): PageScatter[] {
  const layers = new Set(scatters.map(({ layer }) => layer));
  const { scatter } = results;
  const all = [
    ...scatters,
    ...(layers.has(scatter.layer) || scatter.forbidden.length === 0 ? [] : [scatter]),
  ];
  return all.toSorted((a, b) => a.layer - b.layer).map(cutToSteps);
}

/** Coordinates as multiples of a step, so that they are short numbers. */
function cutToSteps(scatter: Scatter): PageScatter {
  const points = [...scatter.forbidden, ...scatter.harmless, ...scatter.transported].flat();
  const most = points.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  // A power of ten, so that what is written down is decimal.
  const digits = most > 0 ? Math.ceil(Math.log10(STEPS / (2 * most))) : 0;
  const cut = (cloud: Scatter['forbidden']): number[] =>
    cloud.flat().map((value) => Number((Math.round(value * 10 ** digits) / 10 ** digits).toPrecision(4)));
  const { layer, rank, explained, forbidden, harmless, transported } = scatter;
  return {
    layer,
    rank,
    explained: explained.map((share) => Number(share.toPrecision(4))),
    forbidden: cut(forbidden),
    harmless: cut(harmless),
    transported: cut(transported),
  };
}
