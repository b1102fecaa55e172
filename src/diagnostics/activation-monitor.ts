import type { Activations } from '../activations/activations.ts';
import { columnMean } from '../linalg/mean.ts';
import { symmetricEigen } from '../linalg/symmetric-eigen.ts';
import type { PooledPca } from '../transport/pooled-pca.ts';

/** What a monitor says of an activation, larger is stranger: distance to the nearer class along the principal axes, or what no axis holds. */
export const MONITOR_SCORES = ['mahalanobis', 'residual'] as const;
export type MonitorScore = (typeof MONITOR_SCORES)[number];

/** At most this many principal axes. */
const MOST_AXES = 32;
/** At least this many rows per axis, so that the covariance along the axes is known. */
const ROWS_PER_AXIS = 8;

/**
 * A monitor of one site that knows both classes of unattacked prompts and nothing of any attack. Along the first r axes of the pooled PCA (r ≤ 32,
 * eight rows per axis at least) y = Pᵀ(x − mu_pool):
 *
 * - `mahalanobis`: the smaller of (y − m_c)ᵀ S⁻¹ (y − m_c) over both class means m_c, S the covariance of y within classes (Lee et al. 2018,
 *   arXiv 1807.03888, with the pooled axes in place of all d).
 * - `residual`: ‖x − mu_pool − P y‖, what no axis holds.
 */
export class ActivationMonitor {
  /** r. */
  readonly rank: number;
  readonly #pca: PooledPca;
  readonly #means: readonly Float64Array[];
  /** S^{-1/2}, rows of eigenvectors over the roots of their values, [r, r]. */
  readonly #whitening: Float64Array;

  private constructor(pca: PooledPca, means: readonly Float64Array[], whitening: Float64Array, rank: number) {
    this.#pca = pca;
    this.#means = means;
    this.#whitening = whitening;
    this.rank = rank;
  }

  /** From unattacked activations [n, d] of both classes and the pooled PCA of the same rows. Throws like `PooledPca.basis`. */
  static fit(source: Activations, target: Activations, pca: PooledPca): ActivationMonitor {
    const count = source.count + target.count;
    const most = Math.min(MOST_AXES, Math.floor(count / ROWS_PER_AXIS), source.count - 1, target.count - 1);
    const rank = pca.rankWithin(Math.max(1, most));
    const classes = [source, target].map(({ rows }) => pca.project(rows, rank));
    const means = classes.map((rows) => columnMean(rows, rank));
    const covariance = new Float64Array(rank * rank);
    for (const [c, rows] of classes.entries())
      for (let start = 0; start < rows.length; start += rank)
        for (let i = 0; i < rank; i++)
          for (let j = 0; j < rank; j++)
            covariance[i * rank + j] +=
              ((rows[start + i] - means[c][i]) * (rows[start + j] - means[c][j])) / (count - 2);
    const { values, vectors } = symmetricEigen(covariance, rank);
    const whitening = new Float64Array(rank * rank);
    // A direction in which no class varies says nothing: it is left out.
    for (let e = 0; e < rank; e++)
      if (values[e] > values[0] * rank * Number.EPSILON)
        for (let i = 0; i < rank; i++) whitening[e * rank + i] = vectors[i * rank + e] / Math.sqrt(values[e]);
    return new ActivationMonitor(pca, means, whitening, rank);
  }

  /** Scores of activations [n, d], one per row. */
  scores({ rows, dimension }: Activations): Record<MonitorScore, number[]> {
    const rank = this.rank;
    const projected = this.#pca.project(rows, rank);
    const found: Record<MonitorScore, number[]> = { mahalanobis: [], residual: [] };
    for (let start = 0, at = 0; start < rows.length; start += dimension, at += rank) {
      const y = projected.subarray(at, at + rank);
      found.mahalanobis.push(Math.min(...this.#means.map((mean) => this.#distance(y, mean))));
      let whole = 0;
      for (let j = 0; j < dimension; j++) whole += (rows[start + j] - this.#pca.mean[j]) ** 2;
      const along = y.reduce((sum, value) => sum + value * value, 0);
      found.residual.push(Math.sqrt(Math.max(0, whole - along)));
    }
    return found;
  }

  #distance(y: Float64Array, mean: Float64Array): number {
    const rank = this.rank;
    let sum = 0;
    for (let e = 0; e < rank; e++) {
      let value = 0;
      for (let i = 0; i < rank; i++) value += this.#whitening[e * rank + i] * (y[i] - mean[i]);
      sum += value * value;
    }
    return sum;
  }
}
