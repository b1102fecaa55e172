import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** What prompts are for: maps are fitted on the first, layer and rank chosen on the second, results reported on the third. */
export const SPLITS = ['fit', 'selection', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Numbers of prompts. */
export type SplitSizes = Readonly<Record<Split, number>>;

const REMEDY = 'Expected fit=N,selection=N,test=N; a split that is left out has none.';

/** Reads `fit=128,selection=32,test=100`. Throws InvalidInputError naming `split`. */
export function parseSplitSizes(text: string): SplitSizes {
  const sizes: Partial<Record<Split, number>> = {};
  for (const pair of text.split(',')) {
    const [, name, count] = /^\s*(\w+)\s*=\s*(\d{1,9})\s*$/.exec(pair) ?? [];
    const split = SPLITS.find((known) => known === name);
    if (!split || count === undefined)
      throw new InvalidInputError(`\`split: ${text}\``, `"${pair}" is not a split and its size`, REMEDY);
    if (sizes[split] !== undefined)
      throw new InvalidInputError(`\`split: ${text}\``, `names ${split} twice`, REMEDY);
    sizes[split] = Number(count);
  }
  const { fit = 0, selection = 0, test = 0 } = sizes;
  if (fit + selection + test === 0)
    throw new InvalidInputError(`\`split: ${text}\``, 'asks for no prompt', REMEDY);
  return { fit, selection, test };
}
