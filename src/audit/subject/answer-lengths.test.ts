import { expect, it } from 'vitest';
import { answerLengths } from './answer-lengths.ts';

it.each([
  [256, [8, 16, 32, 64, 128, 256]],
  [100, [8, 16, 32, 50, 64, 100]],
  [26, [8, 13, 16, 26]],
  [25, [8, 13, 16, 25]],
  [16, [8, 16]],
  [15, []],
  [1, []],
])('looks at completions of at most %i tokens after %j', (limit, lengths) => {
  expect(answerLengths(limit)).toEqual(lengths);
});
