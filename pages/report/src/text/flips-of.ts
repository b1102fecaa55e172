import type { PagePrompts } from '../../../../src/results/prompt-outcomes.ts';

/** What the letters of outcomes stand for. */
export const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  d: 'degenerate',
  r: 'refused',
  c: 'right answer',
  u: 'cut off',
  x: 'deflected',
  t: 'unfinished thought',
};

/** How a prompt's outcome differs between two arms; answered: the right answer. */
export const FLIP_KINDS = [
  { kind: 'gained', words: 'answered under B only' },
  { kind: 'lost', words: 'answered under A only' },
  { kind: 'both', words: 'answered under both' },
  { kind: 'changed', words: 'changed, not answered' },
  { kind: 'same', words: 'under neither, alike' },
] as const;

export interface Flip {
  readonly id: string;
  /** Letter of the outcome under either arm. */
  readonly a: string;
  readonly b: string;
  readonly kind: (typeof FLIP_KINDS)[number]['kind'];
}

/** Two arms prompt by prompt, in the order of the prompts. */
export function flipsOf({ ids, outcomes }: PagePrompts, first: string, second: string): Flip[] {
  return ids.map((id, i) => {
    const [a, b] = [outcomes[first][i], outcomes[second][i]];
    return { id, a, b, kind: kindOf(a, b) };
  });
}

function kindOf(a: string, b: string): Flip['kind'] {
  if (a === 'c' && b === 'c') return 'both';
  if (b === 'c') return 'gained';
  if (a === 'c') return 'lost';
  return a === b ? 'same' : 'changed';
}
