import { covariance } from '../linalg/covariance.ts';
import { matrixProduct } from '../linalg/matrix-product.ts';
import { psdSquareRoot } from '../linalg/psd-square-root.ts';
import type { Sample } from '../linalg/sample.ts';
import { type Auroc, auroc } from '../statistics/auroc.ts';
import type { GaussianTransport } from '../transport/gaussian-transport.ts';

/** Accuracy of two linear probes, fitted on the fit split, at telling held-out source rows from target rows. */
export interface ProbeAccuracy {
  /** Scores r·x, r = mu_H − mu_S, in R^d. */
  readonly meanDifference: Auroc;
  /** Linear discriminant in the K coordinates: the class information in the subspace of the map. */
  readonly subspace: Auroc;
}

/** `coordinates` holds both classes' rows in the subspace, [n, K], of the fit and of the held-out split. */
export function probeAccuracy(
  transport: GaussianTransport,
  heldOut: { readonly source: Sample; readonly target: Sample },
  coordinates: Readonly<Record<'fitSource' | 'fitTarget' | 'heldOutSource' | 'heldOutTarget', Float64Array>>,
): ProbeAccuracy {
  const { sourceMean, targetMean } = transport;
  const direction = sourceMean.map((value, j) => value - targetMean[j]);
  const discriminant = linearDiscriminant(transport, coordinates.fitSource, coordinates.fitTarget);
  return {
    meanDifference: auroc(scores(heldOut.source.rows, direction), scores(heldOut.target.rows, direction)),
    subspace: auroc(
      scores(coordinates.heldOutSource, discriminant),
      scores(coordinates.heldOutTarget, discriminant),
    ),
  };
}

/** C_W⁺ (m_H − m_S), [K], C_W the covariance within the classes, pooled. */
function linearDiscriminant(
  { rank, source, target }: GaussianTransport,
  sourceRows: Float64Array,
  targetRows: Float64Array,
): Float64Array {
  const degrees = [sourceRows, targetRows].map((rows) => rows.length / rank - 1);
  const [first, second] = [covariance(sourceRows, source.mean), covariance(targetRows, target.mean)];
  const within = first.map(
    (value, i) => (degrees[0] * value + degrees[1] * second[i]) / (degrees[0] + degrees[1]),
  );
  const { inverseRoot } = psdSquareRoot(within, rank);
  const difference = source.mean.map((value, k) => value - target.mean[k]);
  return matrixProduct(inverseRoot, matrixProduct(inverseRoot, difference, rank), rank);
}

/** Each row's product with `direction`, [n], summed in float64. */
function scores(rows: Float32Array | Float64Array, direction: Float64Array): Float64Array {
  const d = direction.length;
  const values = new Float64Array(rows.length / d);
  for (let i = 0, start = 0; start < rows.length; i++, start += d)
    for (let j = 0; j < d; j++) values[i] += rows[start + j] * direction[j];
  return values;
}
