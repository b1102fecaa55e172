import type { EncodedSequence } from '../../engine/engine.ts';

/** How many last tokens all sequences share. */
export function commonSuffixLength(sequences: readonly EncodedSequence[]): number {
  const [first] = sequences;
  for (let length = 0; ; length++) {
    const token = first.tokens.at(-1 - length);
    if (token === undefined || sequences.some(({ tokens }) => tokens.at(-1 - length) !== token))
      return length;
  }
}
