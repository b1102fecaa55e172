import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Part of a long text that a model sees at once. */
export interface TextWindow {
  /** First token. */
  readonly begin: number;
  /** One after the last token. */
  readonly end: number;
  /** First token that counts here; earlier tokens are context, counted in previous windows. */
  readonly countFrom: number;
}

/**
 * Windows of at most `context` tokens over `length` tokens, each `stride` tokens further on: every token counts in exactly
 * one, with at least context − stride tokens before it once the text has that many. stride = context: disjoint windows, the
 * cheapest and with least context; smaller strides cost context/stride times as much. Throws {@link InvalidInputError}
 * unless 1 ≤ stride ≤ context.
 */
export function slidingWindows(
  length: number,
  options: { readonly context: number; readonly stride: number },
): TextWindow[] {
  const { context, stride } = options;
  for (const [name, value] of Object.entries({ context, stride }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InvalidInputError(name, `${value} is not a positive integer`);
  if (stride > context)
    throw new InvalidInputError(
      'stride',
      `${stride} is more than the context of ${context} tokens`,
      'Tokens between windows would not count: use a stride of at most the context.',
    );
  const windows: TextWindow[] = [];
  for (let begin = 0, counted = 0; counted < length; begin += stride) {
    const end = Math.min(begin + context, length);
    windows.push({ begin, end, countFrom: counted });
    counted = end;
  }
  return windows;
}
