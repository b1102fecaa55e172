import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { RandomStream } from './random-stream.ts';

/** Group of each row, the same name in both classes being one group; rows of a group are not independent. */
export interface ClassGroups {
  readonly source: readonly (string | number)[];
  readonly target: readonly (string | number)[];
}

/**
 * Draws class labels for the stacked rows of two classes, 1 (source) or 0, as exchangeability by group allows. Groups that lie
 * in one class (near-duplicates) exchange labels among themselves, so as many groups stay in each class; a group with rows of
 * both (a prompt and its twin) swaps its labels or keeps them, with probability ½. Without groups every row is its own group.
 * Each call of the result draws anew. Throws {@link InvalidInputError} unless every row has a group; a draw throws if
 * it leaves a class with fewer than two rows.
 */
export function permutedLabels(
  sourceCount: number,
  targetCount: number,
  random: RandomStream,
  groups?: ClassGroups,
): () => Uint8Array {
  const count = sourceCount + targetCount;
  const original = Uint8Array.from({ length: count }, (_, i) => (i < sourceCount ? 1 : 0));
  if (!groups) return () => random.shuffle(original.slice());
  if (groups.source.length !== sourceCount || groups.target.length !== targetCount)
    throw new InvalidInputError(
      'groups',
      `${groups.source.length} and ${groups.target.length} of them for ${sourceCount} and ${targetCount} rows`,
    );
  const members = new Map<string | number, number[]>();
  for (const [i, group] of [...groups.source, ...groups.target].entries()) {
    const rows = members.get(group);
    if (rows) rows.push(i);
    else members.set(group, [i]);
  }
  const isMixed = (rows: readonly number[]) => rows.some((i) => original[i] !== original[rows[0]]);
  const pure = [...members.values()].filter((rows) => !isMixed(rows));
  const mixed = [...members.values()].filter(isMixed);
  return () => {
    const order = random.shuffle(pure.map(([first]) => original[first]));
    const labels = new Uint8Array(count);
    for (const [g, rows] of pure.entries()) for (const i of rows) labels[i] = order[g];
    for (const rows of mixed) {
      const swap = random.below(2);
      for (const i of rows) labels[i] = original[i] ^ swap;
    }
    const left = labels.reduce((sum, label) => sum + label, 0);
    if (Math.min(left, count - left) < Math.min(2, sourceCount, targetCount))
      throw new InvalidInputError(
        'shuffled labels',
        `leave ${Math.min(left, count - left)} rows in a class`,
        'The groups are too few or too unequal.',
      );
    return labels;
  };
}
