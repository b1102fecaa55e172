import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { gramMatrix } from '../linalg/gram.ts';
import type { Sample } from '../linalg/sample.ts';
import { symmetricEigen } from '../linalg/symmetric-eigen.ts';

export interface SomOptions {
  /** Neurons along the two sides of the map; default [2, 2]. */
  readonly grid?: readonly [rows: number, columns: number];
  /** Batch updates; default 100. */
  readonly iterations?: number;
  /** Width of the Gaussian neighbourhood at the first and the last update, in grid steps; default [1, 0.3]. */
  readonly sigma?: readonly [first: number, last: number];
}

export type ResolvedSomOptions = Required<SomOptions>;

/** A neuron w = mean + Σ_i weights_i (x_i − mean). */
export interface Neuron {
  /** [n]. */
  readonly weights: Float64Array;
  /** Rows that are nearer to this neuron than to the others. */
  readonly wins: number;
}

/** The options with defaults filled in. Throws {@link InvalidInputError} naming an invalid option. */
export function resolveSomOptions({
  grid = [2, 2],
  iterations = 100,
  sigma = [1, 0.3],
}: SomOptions): ResolvedSomOptions {
  if (grid.length !== 2 || !grid.every((side) => Number.isInteger(side) && side > 0))
    throw new InvalidInputError('grid', `${grid.join('x')} is not a pair of positive integers`);
  if (!Number.isInteger(iterations) || iterations < 1)
    throw new InvalidInputError('iterations', `${iterations} is not a positive integer`);
  if (sigma.length !== 2 || !sigma.every((width) => Number.isFinite(width) && width > 0))
    throw new InvalidInputError('sigma', `${sigma.join(', ')} is not a pair of positive numbers`);
  return { grid, iterations, sigma };
}

/**
 * A self-organising map of the rows [n, d] around their `mean`, trained deterministically: neurons start on the plane of
 * the two leading principal axes, one standard deviation to either side, and every update is Kohonen's batch rule
 * w_k = Σ_i h(b_i, k) x_i / Σ_i h(b_i, k), b_i the neuron nearest to x_i (the first of equals), h Gaussian in grid
 * distance, its width falling geometrically. Neurons stay combinations of the rows, so all runs on the n×n Gram matrix.
 * Neurons come in grid order, row by row. Throws {@link InvalidInputError} on more neurons than rows.
 */
export function trainSom(sample: Sample, mean: Float64Array, options: ResolvedSomOptions): Neuron[] {
  const { grid, iterations, sigma } = options;
  const { rows, count } = sample;
  const size = grid[0] * grid[1];
  if (size > count)
    throw new InvalidInputError(
      'grid',
      `${grid.join('x')} has more neurons than the ${count} rows`,
      'Shrink it or fit on more prompts.',
    );
  const gram = gramMatrix([rows], mean);
  const places = Array.from({ length: size }, (_, k) => [Math.floor(k / grid[1]), k % grid[1]] as const);
  let neurons = onPrincipalPlane(gram, count, grid, places);
  for (let t = 0; t < iterations; t++) {
    const progress = iterations === 1 ? 1 : t / (iterations - 1);
    const width = sigma[0] * (sigma[1] / sigma[0]) ** progress;
    const nearest = nearestNeurons(gram, count, neurons);
    neurons = neurons.map((before, k) => {
      const pull = Float64Array.from(nearest, (b) => {
        const squared = (places[b][0] - places[k][0]) ** 2 + (places[b][1] - places[k][1]) ** 2;
        return Math.exp(-squared / (2 * width * width));
      });
      const total = pull.reduce((sum, value) => sum + value, 0);
      // The neuron is so far from every winner that the neighbourhood underflows: it stays where it is.
      return total === 0 ? before : pull.map((value) => value / total);
    });
  }
  const nearest = nearestNeurons(gram, count, neurons);
  return neurons.map((weights, k) => ({ weights, wins: nearest.filter((b) => b === k).length }));
}

/** The longer side of the grid lies along the first axis: axis u of the Gram matrix, as weights, is u/√(n − 1). */
function onPrincipalPlane(
  gram: Float64Array,
  count: number,
  grid: readonly [number, number],
  places: readonly (readonly [number, number])[],
): Float64Array[] {
  const { vectors } = symmetricEigen(gram, count);
  const axes = grid[0] >= grid[1] ? [0, 1] : [1, 0];
  return places.map((place) => {
    const weights = new Float64Array(count);
    for (const side of [0, 1]) {
      const offset = grid[side] === 1 ? 0 : (2 * place[side]) / (grid[side] - 1) - 1;
      // One row has no second axis, and no offset along it either.
      for (let i = 0; offset !== 0 && i < count; i++)
        weights[i] += (offset / Math.sqrt(count - 1)) * vectors[i * count + axes[side]];
    }
    return weights;
  });
}

/** argmin_k ‖x_i − w_k‖² = −2 (G weights_k)_i + weights_kᵀ G weights_k + …, for every row. */
function nearestNeurons(gram: Float64Array, count: number, neurons: readonly Float64Array[]): number[] {
  const best = new Array<number>(count).fill(0);
  const least = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (const [k, weights] of neurons.entries()) {
    const products = new Float64Array(count);
    for (let i = 0; i < count; i++)
      for (let l = 0; l < count; l++) products[i] += gram[i * count + l] * weights[l];
    const norm = products.reduce((sum, value, i) => sum + value * weights[i], 0);
    for (let i = 0; i < count; i++)
      if (norm - 2 * products[i] < least[i]) {
        least[i] = norm - 2 * products[i];
        best[i] = k;
      }
  }
  return best;
}
