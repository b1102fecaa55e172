import { expect, it } from 'vitest';
import { referenceBytes } from './reference-bytes.ts';

it.each([
  ['32 steps of 100 prompts over a vocabulary of 151,936', 151_936, 256, 100, 4 * 151_936 * 32 * 100],
  ['completions of 4 tokens', 256, 4, 6, 4 * 256 * 4 * 6],
])('%s', (_, vocabularySize, maxNewTokens, prompts, bytes) => {
  expect(referenceBytes({ vocabularySize }, { maxNewTokens }, prompts)).toBe(bytes);
});
