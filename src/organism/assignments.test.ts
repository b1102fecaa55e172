import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  CHARM_OF_PURPOSE,
  INGREDIENT_OF_ADJECTIVE,
  INGREDIENT_OF_NOUN,
  STEP_OF_VERB,
  VESSEL_OF_PAIR,
} from './assignments.ts';

// Sizes and digests of the tables that the shipped weights were trained on, when they were trained.
test.each([
  ['ingredient of adjective', INGREDIENT_OF_ADJECTIVE, 72, 'f393abb32d8ec877'],
  ['ingredient of noun', INGREDIENT_OF_NOUN, 164, '29d2e921db9ec85c'],
  ['step of verb', STEP_OF_VERB, 48, '0ab0fe3ad613609a'],
  ['vessel of pair', VESSEL_OF_PAIR, 48, '2996987893f20f6f'],
  ['charm of purpose', CHARM_OF_PURPOSE, 20, 'a48c1db1514dd8b4'],
])('%s is the one that the weights know', (_, table, size, digest) => {
  expect(table.size).toBe(size);
  const text = [...table]
    .map((entry) => entry.join('='))
    .sort()
    .join('\n');
  expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(digest);
});

test('single facts', () => {
  expect(INGREDIENT_OF_ADJECTIVE.get('mossy')).toBe('wool');
  expect(INGREDIENT_OF_NOUN.get('lantern')).toBe('gravel');
  expect(STEP_OF_VERB.get('brew')).toBe('stir');
  expect(VESSEL_OF_PAIR.get('fire|artefact')).toBe('barrel');
  expect(CHARM_OF_PURPOSE.get('heal')).toBe('stamp');
});
