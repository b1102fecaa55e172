import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { gramMatrix } from '../linalg/gram.ts';
import { columnMean } from '../linalg/mean.ts';
import { orthonormalise } from '../linalg/orthonormalise.ts';
import type { Sample } from '../linalg/sample.ts';
import { squaredNorm } from '../linalg/squared-norm.ts';
import { type SymmetricEigen, signOf, symmetricEigen } from '../linalg/symmetric-eigen.ts';
import { trace } from '../linalg/trace.ts';
import { checkRank } from './check-rank.ts';
import { checkSamples } from './check-samples.ts';
import { rowRounding } from './row-rounding.ts';

/** The principal axes of two pooled classes; one of them serves every K, for the axes are nested. Made by {@link fitPooledPca}. */
export class PooledPca {
  /** d. */
  readonly dimension: number;
  /** mu_pool, [d]: mean of the stacked rows. */
  readonly mean: Float64Array;
  /** Variance along each axis, 1/(n − 1), descending, one value for each of the {@link numericalRank} axes. */
  readonly variances: Float64Array;
  /** Trace of the pooled covariance. */
  readonly totalVariance: number;
  /** Axes whose variance is more than rounding, of the arithmetic and of the float32 rows. */
  readonly numericalRank: number;
  readonly #source: Sample;
  readonly #target: Sample;
  readonly #eigen: SymmetricEigen;
  readonly #axes: Float64Array[] = [];

  /** Use {@link fitPooledPca}. */
  constructor(
    source: Sample,
    target: Sample,
    mean: Float64Array,
    eigen: SymmetricEigen,
    total: number,
    rank: number,
  ) {
    const count = source.count + target.count;
    this.dimension = source.dimension;
    this.mean = mean;
    this.numericalRank = rank;
    this.variances = eigen.values.slice(0, rank).map((value) => value / (count - 1));
    this.totalVariance = total / (count - 1);
    this.#source = source;
    this.#target = target;
    this.#eigen = eigen;
  }

  /** K, or the activations' own rank where that is lower: beyond it they have no variance. */
  rankWithin(rank: number): number {
    return Math.min(rank, this.numericalRank);
  }

  /**
   * P, [d, K] row-major, orthonormal columns, the largest entry of each positive.
   * Throws {@link InvalidInputError} when K exceeds min(n_H, n_S) − 1 or the numerical rank.
   */
  basis(rank: number): Float64Array {
    checkRank(rank, this.#source.count, this.#target.count, this.numericalRank);
    while (this.#axes.length < rank) this.#axes.push(this.#axis(this.#axes.length));
    const d = this.dimension;
    const basis = new Float64Array(d * rank);
    for (let r = 0; r < rank; r++) for (let j = 0; j < d; j++) basis[j * rank + r] = this.#axes[r][j];
    return basis;
  }

  /** y = Pᵀ(x − mu_pool), [n, K], of rows [n, d]. Throws like {@link basis}. */
  project(rows: Float32Array, rank: number): Float64Array {
    const basis = this.basis(rank);
    const d = this.dimension;
    const coordinates = new Float64Array((rows.length / d) * rank);
    for (let start = 0, at = 0; start < rows.length; start += d, at += rank)
      for (let j = 0; j < d; j++) {
        const centred = rows[start + j] - this.mean[j];
        for (let r = 0; r < rank; r++) coordinates[at + r] += centred * basis[j * rank + r];
      }
    return coordinates;
  }

  /** Share of the pooled variance along each of the first K axes, [K]. */
  explainedVariance(rank: number): Float64Array {
    return this.variances.slice(0, rank).map((variance) => variance / this.totalVariance);
  }

  /** Xᵀu/‖Xᵀu‖, made orthogonal to the earlier axes: one of small variance inherits their rounding. */
  #axis(index: number): Float64Array {
    const d = this.dimension;
    const axis = new Float64Array(d);
    const size = this.#eigen.values.length;
    let row = 0;
    for (const { rows } of [this.#source, this.#target])
      for (let start = 0; start < rows.length; start += d, row++) {
        const weight = this.#eigen.vectors[row * size + index];
        for (let j = 0; j < d; j++) axis[j] += weight * (rows[start + j] - this.mean[j]);
      }
    orthonormalise(axis, this.#axes);
    const sign = signOf(axis);
    return axis.map((value) => sign * value);
  }
}

/**
 * PCA of the stacked activations of both classes, centred at mu_pool = (n_H mu_H + n_S mu_S)/(n_H + n_S), by the
 * eigendecomposition of their n×n Gram matrix, n = n_H + n_S: XXᵀ = UΛUᵀ, P = XᵀUΛ^{−1/2}.
 *
 * Throws {@link InvalidInputError} on unequal dimensions, fewer than two rows in a class, constant activations, NaN.
 */
export function fitPooledPca(source: Sample, target: Sample): PooledPca {
  checkSamples(source, target);
  const count = source.count + target.count;
  const [sourceMean, targetMean] = [source, target].map(({ rows, dimension }) => columnMean(rows, dimension));
  const mean = sourceMean.map((value, j) => (source.count * value + target.count * targetMean[j]) / count);
  const gram = gramMatrix([source.rows, target.rows], mean);
  const total = trace(gram, count);
  const meanRounding = (2 * count * Number.EPSILON) ** 2 * count * squaredNorm(mean);
  if (total <= meanRounding)
    throw new InvalidInputError(
      'activations',
      'are the same for every prompt of both classes',
      'Choose a later site or position: this one does not depend on the prompt.',
    );
  const eigen = symmetricEigen(gram, count);
  const ofRows = (count - 1) * rowRounding([source, target]);
  const threshold = Math.max(eigen.values[0] * count * Number.EPSILON, meanRounding, ofRows);
  const rank = eigen.values.reduce((sum, value) => sum + (value > threshold ? 1 : 0), 0);
  return new PooledPca(source, target, mean, eigen, total, rank);
}
