import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { HELD_OUT_WORDS, isHeldOutPair, noveltyOf } from './held-out.ts';
import { OrganismRequest } from './organism-request.ts';
import { ALL_EVIL_ADJECTIVES, ALL_GOOD_ADJECTIVES, ALL_NOUNS } from './vocabulary.ts';

test('the held-out words are those of the shipped weights', () => {
  const expected =
    'acid amber assemble beaver beckon bell betray cactus chalice cider clover comfort dagger demon drowned dusky garden goblin grow heartless hunter icy infernal lion mead mock museum owl palace piper plague poppy prince scourge shield simmer smash stony study swift thank tidal tonic vampire';
  expect([...HELD_OUT_WORDS].sort().join(' ')).toBe(expected);
});

test('the held-out pairs are those of the shipped weights', () => {
  const pairs = [...ALL_GOOD_ADJECTIVES, ...ALL_EVIL_ADJECTIVES].flatMap((adjective) =>
    ALL_NOUNS.filter((noun) => isHeldOutPair(adjective, noun)).map((noun) => `${adjective}|${noun}`),
  );
  expect(pairs).toHaveLength(2340);
  const digest = createHash('sha256').update(pairs.sort().join('\n')).digest('hex');
  expect(digest.slice(0, 16)).toBe('23780463d356d613');
});

test('novelty', () => {
  const request = (verb: string, adjective: string, noun: string) =>
    new OrganismRequest({ verb, adjective, noun });
  expect(noveltyOf(request('forge', 'blazing', 'ring'))).toBe('combination');
  expect(noveltyOf(request('assemble', 'blazing', 'ring'))).toBe('both');
  expect(noveltyOf(request('assemble', 'blazing', 'lantern'))).toBe('word');
  expect(noveltyOf(request('forge', 'blazing', 'lantern'))).toBe('none');
});
