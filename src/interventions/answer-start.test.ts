import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answerStart, splitCompletion, type ThoughtTokens } from './answer-start.ts';

/** Tags of a token each; channels of one and three. */
const TAGS: ThoughtTokens = { open: [7], close: [8] };
const CHANNELS: ThoughtTokens = { open: [5], close: [5, 6, 9] };

it.each<[string, number[], number, ThoughtTokens, number | undefined]>([
  ['an answer at once', [1, 2, 3, 4], 2, TAGS, 2],
  ['nothing yet', [1, 2], 2, TAGS, undefined],
  ['a thought that has not ended', [1, 2, 7, 3, 4], 2, TAGS, undefined],
  ['a thought that has just ended', [1, 2, 7, 3, 8], 2, TAGS, undefined],
  ['an answer behind a thought', [1, 2, 7, 3, 8, 4, 4], 2, TAGS, 5],
  ['a thought begun in the prompt', [1, 2, 7, 3, 4, 8, 4], 4, TAGS, 6],
  ['an empty thought in the prompt', [1, 7, 3, 8, 4], 4, TAGS, 4],
  ['a mark that the user wrote', [7, 1, 1, 1, 1, 4], 5, TAGS, 5],
  ['another channel first', [1, 5, 2, 3, 5, 6, 9, 4], 1, CHANNELS, 7],
  ['the last channel at once', [1, 5, 6, 9, 4], 1, CHANNELS, 4],
  ['marks of two tokens, begun otherwise', [1, 5, 3, 4], 1, { open: [5, 6], close: [8] }, 2],
  ['marks of two tokens, half begun', [1, 5], 1, { open: [5, 6], close: [8] }, undefined],
])('%s', (_, tokens, promptLength, thought, start) => {
  expect(answerStart(tokens, promptLength, thought)).toBe(start);
});

it('is decided by what comes before it: token by token it is the same', () => {
  const token = fc.integer({ min: 4, max: 9 });
  fc.assert(
    fc.property(
      fc.array(token, { maxLength: 12 }),
      fc.nat(4),
      fc.constantFrom(TAGS, CHANNELS),
      (tokens, prompt, thought) => {
        const promptLength = Math.min(prompt, tokens.length);
        const whole = answerStart(tokens, promptLength, thought);
        for (let length = promptLength; length <= tokens.length; length++) {
          const begun = answerStart(tokens.slice(0, length), promptLength, thought);
          expect(begun).toBe(whole !== undefined && whole < length ? whole : undefined);
        }
      },
    ),
  );
});

it('splits completions', () => {
  expect(splitCompletion([7, 3, 8, 4], TAGS, false)).toEqual({ thought: [7, 3], answer: [4] });
  expect(splitCompletion([3, 8, 4], TAGS, true)).toEqual({ thought: [3], answer: [4] });
  expect(splitCompletion([7, 3], TAGS, false)).toEqual({ thought: [7, 3], answer: null });
  expect(splitCompletion([7, 3, 8], TAGS, false)).toEqual({ thought: [7, 3], answer: [] });
  expect(splitCompletion([3, 4], TAGS, false)).toEqual({ thought: null, answer: [3, 4] });
  expect(splitCompletion([5, 6, 9, 4], CHANNELS, false)).toEqual({ thought: null, answer: [4] });
  expect(splitCompletion([], TAGS, false)).toEqual({ thought: null, answer: [] });
});
