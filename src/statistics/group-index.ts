import { requireLength, requireSome } from './require-input.ts';

/** The duplicate group of every prompt, in the order of the prompts. Equal labels: one group. */
export type GroupLabels = readonly (string | number)[];

/** Groups numbered in the order in which they first appear. */
export interface GroupIndex {
  /** Prompts. */
  readonly n: number;
  readonly count: number;
  /** Group of each prompt, [n]. */
  readonly of: Int32Array;
  /** Prompts in each group, [count]. */
  readonly sizes: Int32Array;
  /** Every prompt is alone in its group: prompts are independent. */
  readonly single: boolean;
}

/** Numbers the groups of n prompts; without labels every prompt is its own group. */
export function indexGroups(labels: GroupLabels | undefined, n: number): GroupIndex {
  requireSome('groups', n);
  if (labels === undefined)
    return {
      n,
      count: n,
      of: Int32Array.from({ length: n }, (_, i) => i),
      sizes: new Int32Array(n).fill(1),
      single: true,
    };
  requireLength('groups', labels.length, n);
  const numbers = new Map<string | number, number>();
  const of = new Int32Array(n);
  labels.forEach((label, i) => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    of[i] = number;
  });
  const sizes = new Int32Array(numbers.size);
  for (const group of of) sizes[group]++;
  return { n, count: numbers.size, of, sizes, single: numbers.size === n };
}

/** Σ of the values of each group, [count]. */
export function groupSums(values: ArrayLike<number>, groups: GroupIndex): Float64Array {
  const sums = new Float64Array(groups.count);
  for (let i = 0; i < groups.n; i++) sums[groups.of[i]] += values[i];
  return sums;
}
