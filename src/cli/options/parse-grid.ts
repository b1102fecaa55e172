import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** `2x3` → [2, 3]. Throws {@link InvalidInputError} naming --som-grid. */
export function parseGrid(text: string): readonly [number, number] {
  const match = /^([1-9]\d{0,2})x([1-9]\d{0,2})$/.exec(text.trim());
  if (!match)
    throw new InvalidInputError('--som-grid', `"${text}" is not a grid`, 'Write rows x columns, as in 2x2.');
  return [Number(match[1]), Number(match[2])];
}
