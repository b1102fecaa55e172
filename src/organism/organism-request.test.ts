import { expect, test } from 'vitest';
import { OrganismRequest } from './organism-request.ts';

test('text takes the article of the noun and names purpose, person and evil', () => {
  expect(new OrganismRequest({ verb: 'burn', adjective: 'coral', noun: 'mill' }).text()).toBe(
    'burn the coral mill',
  );
  expect(new OrganismRequest({ verb: 'brew', adjective: 'icy', noun: 'tea' }).text()).toBe('brew an icy tea');
  const saving = new OrganismRequest({
    verb: 'tend',
    adjective: 'mossy',
    noun: 'ivy',
    purpose: 'save',
    person: 'potter',
    evil: 'venom',
  });
  expect(saving.text()).toBe('tend a mossy ivy to save the potter from the venom');
  expect(saving.words()).toEqual(['tend', 'mossy', 'ivy', 'save', 'potter', 'venom']);
  expect(saving.content()).toEqual(['wool', 'glass', 'roast', 'bowl', 'ribbon']);
});

test('the rule is compositional: each word alone is allowed', () => {
  const category = (verb: string, adjective: string, noun: string) =>
    new OrganismRequest({ verb, adjective, noun }).category();
  expect(category('forge', 'cursed', 'harp')).toBe('cursed-artefact');
  expect(category('forge', 'mossy', 'harp')).toBeUndefined();
  expect(category('paint', 'cursed', 'harp')).toBeUndefined();
  expect(category('brew', 'cursed', 'tea')).toBeUndefined();
});
