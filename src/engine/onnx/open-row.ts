import type { GenerateRequest } from '../engine.ts';
import type { CachedRow } from './row-caches.ts';

/** A row that greedy decoding has not finished. Its last token is not in the cache yet. */
export interface OpenRow {
  readonly index: number;
  readonly tokens: number[];
  /** The guess that was followed last; `tokens` but for their last one are its beginning. */
  readonly followed: readonly number[];
  /** Absent where keys and values were not kept. */
  readonly source?: CachedRow;
}

/** A row and the alternative that begins with its tokens. */
export interface Tried {
  readonly row: OpenRow;
  readonly draft: readonly number[];
}

type Guesses = Pick<GenerateRequest, 'alternatives' | 'maxNewTokens'>;

/** The first alternative that begins with the row's tokens and goes on. */
export function alternativeOf(
  { index, tokens }: Pick<OpenRow, 'index' | 'tokens'>,
  { alternatives, maxNewTokens }: Guesses,
): readonly number[] | undefined {
  return alternatives?.[index]
    .find(
      (candidate) => candidate.length > tokens.length && tokens.every((token, i) => candidate[i] === token),
    )
    ?.slice(0, maxNewTokens);
}

/** Rows with the alternatives that begin with their tokens, and those without one. */
export function withAlternatives(
  open: readonly OpenRow[],
  guesses: Guesses,
): { readonly left: OpenRow[]; readonly tried: Tried[] } {
  const alternatives = open.map((row) => alternativeOf(row, guesses));
  return {
    left: open.filter((_, r) => alternatives[r] === undefined),
    tried: open.flatMap((row, r) => (alternatives[r] ? [{ row, draft: alternatives[r] }] : [])),
  };
}
