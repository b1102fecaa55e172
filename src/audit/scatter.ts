import type { PooledPca } from '../transport/pooled-pca.ts';
import type { ClassActivations } from './capture-fit.ts';
import type { Arm } from './plan-arms.ts';
import type { Results } from './results.ts';

/** Both classes in the first two pooled principal coordinates, and where the arm carries the forbidden ones. */
export function scatterOf(
  { forbidden, harmless, pca }: ClassActivations & { readonly pca: PooledPca },
  arm: Arm,
): Results['scatter'] {
  const map = [...arm.intervention!.maps.values()][0];
  const points = (rows: Float32Array): [number, number][] => {
    const coordinates = pca.project(rows, 2);
    return Array.from({ length: coordinates.length / 2 }, (_, i) => [
      round(coordinates[2 * i]),
      round(coordinates[2 * i + 1]),
    ]);
  };
  return {
    layer: arm.layer!,
    rank: arm.rank!,
    explained: [...pca.explainedVariance(2)],
    forbidden: points(forbidden.rows),
    harmless: points(harmless.rows),
    transported: points(map.apply(forbidden.rows)),
  };
}

/** A figure needs no more, and results.json stays readable. */
const round = (value: number): number => Number(value.toPrecision(6));
