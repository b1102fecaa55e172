import type { AuditData, PromptSet } from '../data/audit-data-types.ts';
import type { Guesses, GuessesBySet } from './guess-completions.ts';

/** The first prompts of a set, under its name. */
export function firstPrompts(set: PromptSet, count: number): PromptSet {
  return {
    ...set,
    prompts: set.prompts.slice(0, count),
    sequences: set.sequences.slice(0, count),
    groups: set.groups.slice(0, count),
  };
}

/** Guesses for the first prompts of each set, of at most `length` tokens where that is given: KL is measured along drafts, and no further than completions go. */
export function firstGuesses(
  guesses: GuessesBySet,
  whole: AuditData['selection'],
  first: AuditData['selection'],
  length = Number.POSITIVE_INFINITY,
): GuessesBySet {
  const short = (rows: readonly (readonly number[])[]) => rows.map((row) => row.slice(0, length));
  const ofSet = (kind: 'forbidden' | 'harmless'): [PromptSet, Guesses] => {
    const { drafts, alternatives } = guesses.get(whole[kind])!;
    const count = first[kind].prompts.length;
    return [
      first[kind],
      {
        ...(drafts ? { drafts: short(drafts.slice(0, count)) } : {}),
        ...(alternatives ? { alternatives: alternatives.slice(0, count).map(short) } : {}),
      },
    ];
  };
  return new Map([ofSet('forbidden'), ofSet('harmless')]);
}
