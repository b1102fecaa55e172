import type { Scatter } from '../../results/scatter.ts';
import type { PooledPca } from '../../transport/pooled-pca.ts';
import type { Arm } from '../plan/arm.ts';
import type { ClassActivations } from './capture-fit.ts';

/**
 * Both classes in the first two pooled principal coordinates at the arm's (first) layer, and where its map there
 * carries the forbidden ones.
 */
export function scatterOf(
  residPost: readonly (ClassActivations & { readonly pca: PooledPca })[],
  arm: Arm,
): Scatter {
  const [layer] = arm.layers;
  const { forbidden, harmless, pca } = residPost[layer];
  const [map] = arm.intervention!.maps.values();
  // Activations of rank 1 lie on a line.
  const shown = pca.rankWithin(2);
  const explained = pca.explainedVariance(shown);
  const points = (rows: Float32Array): [number, number][] => {
    const coordinates = pca.project(rows, shown);
    return Array.from({ length: rows.length / map.dimension }, (_, i) => [
      round(coordinates[shown * i]),
      shown > 1 ? round(coordinates[shown * i + 1]) : 0,
    ]);
  };
  return {
    layer,
    rank: arm.rank!,
    explained: [explained[0], shown > 1 ? explained[1] : 0],
    forbidden: points(forbidden.rows),
    harmless: points(harmless.rows),
    transported: points(map.apply(forbidden.rows)),
  };
}

/** A figure needs no more, and results.json stays readable. */
const round = (value: number): number => Number(value.toPrecision(6));
