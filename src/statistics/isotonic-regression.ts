import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { requireFinite, requireLength } from './require-input.ts';

/**
 * The non-decreasing sequence nearest to `values`: minimises Σ w_i (f_i − y_i)², by pooling adjacent violators (Ayer et al. 1955). Weights
 * are positive, 1 by default.
 */
export function isotonicRegression(values: readonly number[], weights?: readonly number[]): number[] {
  requireFinite('isotonic regression', values);
  if (weights) {
    requireLength('isotonic regression: weights', weights.length, values.length);
    requireFinite('isotonic regression: weights', weights);
    const bad = weights.find((weight) => weight <= 0);
    if (bad !== undefined)
      throw new InvalidInputError('isotonic regression', `weight ${bad} is not positive`);
  }
  const blocks: { mean: number; weight: number; size: number }[] = [];
  values.forEach((value, i) => {
    let block = { mean: value, weight: weights?.[i] ?? 1, size: 1 };
    while (blocks.length > 0 && blocks[blocks.length - 1].mean >= block.mean) {
      const before = blocks.pop()!;
      const weight = before.weight + block.weight;
      // A weighted mean of equals would differ from them by rounding.
      const mean =
        before.mean === block.mean
          ? block.mean
          : (before.mean * before.weight + block.mean * block.weight) / weight;
      block = { mean, weight, size: before.size + block.size };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ mean, size }) => new Array<number>(size).fill(mean));
}
