import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Sample } from '../../linalg/sample.ts';
import type { RandomStream } from '../../statistics/random-stream.ts';

/** Duplicate group of each row; rows of a group keep together. */
export interface ClassGroups {
  readonly source: readonly (string | number)[];
  readonly target: readonly (string | number)[];
}

/**
 * Both classes with their labels permuted by group, rows in their old order. Groups that lie in one class exchange
 * labels among themselves, so as many groups stay in each class; a group with rows of both (a prompt and its twin) swaps
 * its labels or keeps them, with probability ½. Without `groups` every row is one of its own.
 *
 * Throws {@link InvalidInputError} unless there is a group for each row, and where a class is left with fewer than two rows.
 */
export function permuteLabels(
  source: Sample,
  target: Sample,
  random: RandomStream,
  groups?: ClassGroups,
): { readonly source: Sample; readonly target: Sample } {
  const labels = permutedLabels(source.count, target.count, random, groups);
  const d = source.dimension;
  const stacked = [
    ...Array.from({ length: source.count }, (_, i) => source.rows.subarray(i * d, (i + 1) * d)),
    ...Array.from({ length: target.count }, (_, i) => target.rows.subarray(i * d, (i + 1) * d)),
  ];
  const [first, second] = [1, 0].map((wanted) => {
    const chosen = stacked.filter((_, i) => labels[i] === wanted);
    if (chosen.length < 2)
      throw new InvalidInputError(
        'shuffled labels',
        `leave ${chosen.length} rows in a class`,
        'The groups are too few or too unequal: use another seed.',
      );
    const rows = new Float32Array(chosen.length * d);
    for (const [i, row] of chosen.entries()) rows.set(row, i * d);
    return { rows, count: chosen.length, dimension: d };
  });
  return { source: first, target: second };
}

/** 1 (source) or 0 for each of the stacked rows. */
function permutedLabels(
  sourceCount: number,
  targetCount: number,
  random: RandomStream,
  groups?: ClassGroups,
): Uint8Array {
  const count = sourceCount + targetCount;
  if (groups && (groups.source.length !== sourceCount || groups.target.length !== targetCount))
    throw new InvalidInputError(
      'groups',
      `${groups.source.length} and ${groups.target.length} of them for ${sourceCount} and ${targetCount} rows`,
    );
  const original = Uint8Array.from({ length: count }, (_, i) => (i < sourceCount ? 1 : 0));
  if (!groups) return random.shuffle(original);
  const members = new Map<string | number, number[]>();
  for (const [i, group] of [...groups.source, ...groups.target].entries())
    members.set(group, [...(members.get(group) ?? []), i]);
  const isMixed = (rows: readonly number[]) => rows.some((i) => original[i] !== original[rows[0]]);
  const pure = [...members.values()].filter((rows) => !isMixed(rows));
  const mixed = [...members.values()].filter(isMixed);
  const order = random.shuffle(pure.map(([first]) => original[first]));
  const labels = new Uint8Array(count);
  for (const [g, rows] of pure.entries()) for (const i of rows) labels[i] = order[g];
  for (const rows of mixed) {
    const swap = random.below(2);
    for (const i of rows) labels[i] = original[i] ^ swap;
  }
  return labels;
}
