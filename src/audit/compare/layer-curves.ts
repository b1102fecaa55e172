import { coherentRate } from '../../report/coherent-rate.ts';
import { type LocalisationSeries, localisationSeries } from '../../report/figures/localisation-series.ts';
import type { Results } from '../../results/results.ts';
import type { ArmComparison, CurvePoint, LayerCurves } from '../../results/run-comparison.ts';

/** Attack success over depth under the methods that both runs have, the one whose chosen arms differ most first. */
export function layerCurves(a: Results, b: Results, chosen: readonly ArmComparison[]): LayerCurves[] {
  const others = localisationSeries(b);
  const differenceOf = (method: string): number =>
    Math.abs(chosen.find(({ name }) => name === method)?.success.difference ?? 0);
  return localisationSeries(a)
    .flatMap((first) => {
      const second = others.find(({ label }) => label === first.label);
      // One point is not a curve.
      if (second === undefined || Math.min(first.arms.length, second.arms.length) < 2) return [];
      const { label, method, rank } = first;
      return [{ label, method, rank, a: pointsOf(first), b: pointsOf(second) }];
    })
    .toSorted((first, second) => differenceOf(second.method) - differenceOf(first.method));
}

const pointsOf = ({ arms }: LocalisationSeries): CurvePoint[] =>
  arms.map(({ id, layer, depth, test }) => ({
    armId: id,
    layer: layer!,
    depth: depth!,
    success: coherentRate(test.forbidden),
  }));
