import { duplicateGroups } from './duplicate-groups.ts';
import { wordTokens } from './word-tokens.ts';

/** A near-duplicate group of two prompts or more. */
export interface GroupSimilarity {
  readonly size: number;
  /** Mean Jaccard similarity over its pairs of prompts; of a group above {@link MOST_COMPARED} over the pairs of its first prompts. */
  readonly meanSimilarity: number;
}

/** Prompts of a group that are compared with one another: a template that a whole file shares would make tens of millions of pairs. */
export const MOST_COMPARED = 300;

/** The near-duplicate groups of some texts, the largest first, of equal ones the most alike. Throws InvalidInputError unless 0 < threshold ≤ 1. */
export function groupSimilarities(texts: readonly string[], threshold: number): readonly GroupSimilarity[] {
  const members: string[][] = [];
  for (const [index, group] of duplicateGroups(texts, threshold).entries()) {
    members[group] ??= [];
    members[group].push(texts[index]);
  }
  return members
    .filter(({ length }) => length > 1)
    .map((group) => ({ size: group.length, meanSimilarity: meanSimilarity(group.slice(0, MOST_COMPARED)) }))
    .sort((a, b) => b.size - a.size || b.meanSimilarity - a.meanSimilarity);
}

function meanSimilarity(texts: readonly string[]): number {
  const sets = texts.map(wordTokens);
  let sum = 0;
  for (let i = 1; i < sets.length; i++) for (let j = 0; j < i; j++) sum += jaccard(sets[i], sets[j]);
  return sum / ((sets.length * (sets.length - 1)) / 2);
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const token of a) if (b.has(token)) shared++;
  return shared / (a.size + b.size - shared);
}
