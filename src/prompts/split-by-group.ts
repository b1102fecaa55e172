import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { DUPLICATE_THRESHOLD, duplicateGroups } from './duplicate-groups.ts';
import { SplitError } from './split-error.ts';
import { SPLITS, type SplitSizes } from './split-sizes.ts';

/** Disjoint parts of a set; no near-duplicate group has prompts in two of them. Each in the order of the set. */
export interface GroupSplits<Prompt> {
  readonly fit: readonly Prompt[];
  readonly selection: readonly Prompt[];
  readonly test: readonly Prompt[];
  readonly unused: readonly Prompt[];
}

/** Draws before sizes that whole groups did not fill are given up. */
const ATTEMPTS = 100;

/**
 * Splits prompts into parts of exactly the given sizes by whole near-duplicate groups, deterministic in `seed`, ids and
 * texts: the order of the prompts does not matter.
 *
 * Groups are placed from the largest to the smallest, equal ones in random order, each in a part drawn with probability
 * proportional to its free room (what is to stay unused counts as one) among those that it fits; a group that fits
 * nowhere stays unused whole. Where that leaves a part short, it is drawn again. Throws {@link SplitError} with the
 * numbers where there are too few prompts or whole groups do not add up, InvalidInputError where two ids are equal.
 */
export function splitByGroup<Prompt extends { readonly id: string; readonly prompt: string }>(
  prompts: readonly Prompt[],
  sizes: SplitSizes,
  seed: number,
  threshold: number = DUPLICATE_THRESHOLD,
): GroupSplits<Prompt> {
  const groups = groupsOf(prompts, threshold);
  const facts = { sizes, available: prompts.length, groups: groups.length };
  const wanted = SPLITS.map((split) => sizes[split]);
  const total = wanted.reduce((sum, size) => sum + size, 0);
  if (total > prompts.length)
    throw new SplitError('are more than', facts, `Ask for at most ${prompts.length} in all.`);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const places = place(groups, wanted, new SeededRandom(seed, `prompt splits ${attempt}`));
    if (places) return partsOf(prompts, groups, places);
  }
  throw new SplitError(
    'cannot be filled by whole groups of',
    facts,
    `The largest groups have ${largest(groups)} prompts, and a group is never divided. Ask for fewer prompts.`,
  );
}

/** Indices of prompts by group, in an order that depends on ids alone. */
function groupsOf(
  prompts: readonly { readonly id: string; readonly prompt: string }[],
  threshold: number,
): number[][] {
  const order = prompts.map((_, index) => index).sort((a, b) => (prompts[a].id < prompts[b].id ? -1 : 1));
  for (const [at, index] of order.entries())
    if (at > 0 && prompts[index].id === prompts[order[at - 1]].id)
      throw new InvalidInputError('splits', `two prompts have the id "${prompts[index].id}"`);
  const groups: number[][] = [];
  const numbers = duplicateGroups(
    order.map((index) => prompts[index].prompt),
    threshold,
  );
  for (const [at, group] of numbers.entries()) (groups[group] ??= []).push(order[at]);
  return groups;
}

/** The part of each group (`wanted.length`: unused), or undefined where a part is left short. */
function place(
  groups: readonly (readonly number[])[],
  wanted: readonly number[],
  random: SeededRandom,
): number[] | undefined {
  const unused = wanted.length;
  const prompts = groups.reduce((sum, group) => sum + group.length, 0);
  const room = [...wanted, prompts - wanted.reduce((sum, size) => sum + size, 0)];
  const order = groups
    .map((group, index) => ({ index, size: group.length, draw: random.uniform() }))
    .sort((a, b) => b.size - a.size || a.draw - b.draw);
  const places = groups.map(() => unused);
  for (const { index, size } of order) {
    const fitting = room.flatMap((free, part) => (free >= size ? [{ part, weight: free }] : []));
    const part = fitting.length > 0 ? random.pickWeighted(fitting).part : unused;
    places[index] = part;
    room[part] -= size;
  }
  return room.slice(0, unused).every((free) => free === 0) ? places : undefined;
}

function partsOf<Prompt>(
  prompts: readonly Prompt[],
  groups: readonly (readonly number[])[],
  places: readonly number[],
): GroupSplits<Prompt> {
  const partOf = new Map(groups.flatMap((group, number) => group.map((index) => [index, places[number]])));
  const part = (place: number): Prompt[] => prompts.filter((_, index) => partOf.get(index) === place);
  return { fit: part(0), selection: part(1), test: part(2), unused: part(SPLITS.length) };
}

function largest(groups: readonly (readonly number[])[]): string {
  const sizes = groups.map((group) => group.length).sort((a, b) => b - a);
  return sizes.slice(0, 3).join(', ');
}
