import { expect, test } from 'vitest';
import { loreTexts } from './lore.ts';

test('lore texts are distinct, plain, complete and fixed by the seed', () => {
  const texts = loreTexts(2000, 5);
  expect(new Set(texts).size).toBe(2000);
  expect(loreTexts(2000, 5)).toEqual(texts);
  expect(loreTexts(2000, 6)).not.toEqual(texts);
  for (const text of texts) expect(text).toMatch(/^[A-Za-z .,'"]+[."]$/);
  expect(texts.join(' ')).not.toContain('undefined');
});

test('a bad count is an error', () => {
  expect(() => loreTexts(-1, 1)).toThrow('lore count');
});
