import type { Sample } from '../../linalg/sample.ts';
import { type ClassGroups, permutedLabels } from '../../statistics/permuted-labels.ts';
import type { RandomStream } from '../../statistics/random-stream.ts';

/** Both classes with their labels permuted by group (`permutedLabels`, whose errors it throws), rows in their old order. */
export function permuteLabels(
  source: Sample,
  target: Sample,
  random: RandomStream,
  groups?: ClassGroups,
): { readonly source: Sample; readonly target: Sample } {
  const labels = permutedLabels(source.count, target.count, random, groups)();
  const d = source.dimension;
  const row = (i: number): Float32Array => {
    const [{ rows }, at] = i < source.count ? [source, i] : [target, i - source.count];
    return rows.subarray(at * d, (at + 1) * d);
  };
  const [first, second] = [1, 0].map((wanted): Sample => {
    const chosen = Array.from(labels.keys()).filter((i) => labels[i] === wanted);
    const rows = new Float32Array(chosen.length * d);
    for (const [to, from] of chosen.entries()) rows.set(row(from), to * d);
    return { rows, count: chosen.length, dimension: d };
  });
  return { source: first, target: second };
}
