import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { distinctTexts } from './distinct-texts.ts';
import { nearDuplicatePairs } from './near-duplicate-pairs.ts';

/** Indices of prompts, both lists in random order. */
export interface PromptsApart {
  /** No two of them are near-duplicates. */
  readonly apart: readonly number[];
  /** Neither among them nor a near-duplicate of one. */
  readonly free: readonly number[];
}

/**
 * At most `most` prompts of which no two are near-duplicates, so at most one per near-duplicate group, such that `spare` prompts
 * that are like none of them are left. Prompts with few near-duplicates come first: large groups stay free. Greedy; a larger set may exist.
 * Deterministic in `seed`, ids and texts, not in the order of the prompts.
 *
 * Throws InvalidInputError unless ids are distinct and 0 < threshold ≤ 1.
 */
export function promptsApart(
  prompts: readonly { readonly id: string; readonly prompt: string }[],
  options: {
    readonly most: number;
    readonly spare: number;
    readonly seed: number;
    readonly threshold: number;
  },
): PromptsApart {
  const { most, spare, seed, threshold } = options;
  const order = byId(prompts);
  const { texts, placeOf } = distinctTexts(order.map((index) => prompts[index].prompt));
  const random = new SeededRandom(seed, 'prompt splits');
  const draws = order.map(() => random.uniform());
  const shuffled = draws.map((_, at) => at).sort((a, b) => draws[a] - draws[b]);
  // The prompts of each text, in random order.
  const copies: number[][] = texts.map(() => []);
  for (const at of shuffled) copies[placeOf[at]].push(at);
  const alike = alikeOf(texts, threshold);
  const blocked = texts.map(() => false);
  /** Prompts of a text and its near-duplicates that are not blocked. */
  const crowdOf = (place: number): number => {
    let sum = 0;
    for (const each of alike(place)) if (!blocked[each]) sum += copies[each].length;
    return sum;
  };
  const crowd = texts.map((_, place) => crowdOf(place));
  let free = prompts.length;
  const chosen = new Set<number>();
  for (const place of texts
    .map((_, each) => each)
    .sort((a, b) => crowd[a] - crowd[b] || draws[copies[a][0]] - draws[copies[b][0]])) {
    if (chosen.size >= most) break;
    if (blocked[place]) continue;
    const lost = crowdOf(place);
    if (free - lost < spare) continue;
    free -= lost;
    for (const each of alike(place)) blocked[each] = true;
    chosen.add(copies[place][0]);
  }
  // Drawn anew: among prompts that are equally crowded the first draws decided who was chosen.
  const again = order.map(() => random.uniform());
  const drawn = [...shuffled].sort((a, b) => again[a] - again[b]).map((at) => ({ at, index: order[at] }));
  return {
    apart: drawn.filter(({ at }) => chosen.has(at)).map(({ index }) => index),
    free: drawn.filter(({ at }) => !blocked[placeOf[at]]).map(({ index }) => index),
  };
}

/** Each text and its near-duplicates, in arrays of numbers: a file made from one template has tens of millions of pairs. */
function alikeOf(texts: readonly string[], threshold: number): (place: number) => Int32Array {
  const starts = new Int32Array(texts.length + 1);
  for (let place = 0; place < texts.length; place++) starts[place + 1] = 1;
  for (const { first, second } of nearDuplicatePairs(texts, threshold)) {
    starts[first + 1]++;
    starts[second + 1]++;
  }
  for (let place = 0; place < texts.length; place++) starts[place + 1] += starts[place];
  const all = new Int32Array(starts[texts.length]);
  const ends = starts.slice(0, -1);
  for (let place = 0; place < texts.length; place++) all[ends[place]++] = place;
  for (const { first, second } of nearDuplicatePairs(texts, threshold)) {
    all[ends[first]++] = second;
    all[ends[second]++] = first;
  }
  return (place) => all.subarray(starts[place], starts[place + 1]);
}

/** Indices in the order of ids. */
function byId(prompts: readonly { readonly id: string }[]): number[] {
  const order = prompts.map((_, index) => index).sort((a, b) => (prompts[a].id < prompts[b].id ? -1 : 1));
  for (const [at, index] of order.entries())
    if (at > 0 && prompts[index].id === prompts[order[at - 1]].id)
      throw new InvalidInputError('splits', `two prompts have the id "${prompts[index].id}"`);
  return order;
}
