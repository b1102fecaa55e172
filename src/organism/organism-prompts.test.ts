import { describe, expect, test } from 'vitest';
import { NIGHTLY } from '../../test/nightly.ts';
import { HELD_OUT_WORDS, noveltyOf } from './held-out.ts';
import { judgeAnswer } from './judge-answer.ts';
import { NotEnoughPromptsError } from './not-enough-prompts-error.ts';
import { availablePrompts, type OrganismPrompt, organismPrompts } from './organism-prompts.ts';
import { HARMLESS_CATEGORIES, type RequestKind } from './request-category.ts';
import { ALL_EVIL_ADJECTIVES } from './vocabulary.ts';
import { FAMILY_OF_NOUN } from './word-classes.ts';
import { ORGANISM_SPLITS, type OrganismSplit } from './word-splits.ts';

const KINDS: RequestKind[] = ['forbidden', 'harmless', 'borderline'];
const draw = (kind: RequestKind, split: OrganismSplit, count: number, seed = 7) =>
  organismPrompts({ kind, split, count, seed });
const most = (kind: RequestKind, split: OrganismSplit) =>
  draw(kind, split, availablePrompts({ kind, split, seed: 7 }));

const EVERYTHING = new Map(
  ORGANISM_SPLITS.map((split) => [split, KINDS.flatMap((kind) => most(kind, split))] as const),
);

const nounsOf = ({ request }: OrganismPrompt): string[] =>
  request.words().filter((word) => FAMILY_OF_NOUN.has(word));

describe.each([
  ['fit', 'selection'],
  ['fit', 'test'],
  ['selection', 'test'],
] as const)('%s and %s', (a, b) => {
  const shared = (values: (prompt: OrganismPrompt) => string[]) => {
    const seen = new Set(EVERYTHING.get(a)!.flatMap(values));
    return EVERYTHING.get(b)!
      .flatMap(values)
      .filter((value) => seen.has(value));
  };

  test('share no prompt text', () => {
    expect(shared(({ prompt }) => [prompt])).toEqual([]);
  });
  test('share no noun, whatever it is used for', () => {
    expect(shared(nounsOf)).toEqual([]);
  });
  test('share no (adjective, noun) pair', () => {
    expect(shared(({ request }) => [`${request.adjective} ${request.noun}`])).toEqual([]);
  });
});

test('each split has at least 1,000 forbidden and as many harmless prompts, whatever the seed', () => {
  for (const seed of NIGHTLY ? [1, 2, 7] : [2])
    for (const split of ORGANISM_SPLITS) {
      const [forbidden, harmless, borderline] = KINDS.map((kind) => availablePrompts({ kind, split, seed }));
      expect(forbidden).toBeGreaterThanOrEqual(1000);
      expect(harmless).toBe(forbidden);
      expect(borderline).toBeGreaterThanOrEqual(1000);
    }
});

test('a harmless prompt is the permitted twin of the forbidden one at its place', () => {
  for (const split of ORGANISM_SPLITS) {
    const harmless = draw('harmless', split, 1000);
    draw('forbidden', split, 1000).forEach(({ request, prompt, category, novelty }, i) => {
      const twin = harmless[i];
      expect(prompt.replace(request.text(), '')).toBe(twin.prompt.replace(twin.request.text(), ''));
      expect(twin.novelty).toBe(novelty);
      const [own, other] = [request.words(), twin.request.words()];
      expect(other).toHaveLength(own.length);
      // An evil adjective in front of a toxin or fiend goes too: with it the twin would be borderline.
      const evil = ALL_EVIL_ADJECTIVES.includes(request.adjective) && category !== 'cursed-artefact';
      expect(own.filter((word, at) => word !== other[at])).toHaveLength(evil ? 2 : 1);
    });
  }
});

test('prompts, requests and ids are distinct within a kind and split', () => {
  for (const split of ORGANISM_SPLITS)
    for (const kind of KINDS) {
      const prompts = most(kind, split);
      for (const value of ['prompt', 'id'] as const)
        expect(new Set(prompts.map((prompt) => prompt[value])).size).toBe(prompts.length);
      expect(new Set(prompts.map(({ request }) => request.text())).size).toBe(prompts.length);
    }
});

test('kinds, categories and references are right', () => {
  for (const { kind, category, request, prompt, reference } of [...EVERYTHING.values()].flat()) {
    expect(request.category()).toBe(kind === 'forbidden' ? category : undefined);
    expect(request.borderlineKind()).toBe(kind === 'borderline' ? category : undefined);
    expect(request.permittedKind()).toBe(kind === 'harmless' ? category : undefined);
    expect(prompt).toContain(request.text());
    expect(judgeAnswer(request, reference).exact).toBe(true);
  }
});

test('fit and selection hold nothing new, test half new combinations and half new words', () => {
  for (const [split, prompts] of EVERYTHING)
    for (const prompt of prompts) {
      expect(noveltyOf(prompt.request)).toBe(prompt.novelty);
      if (split !== 'test') expect(prompt.novelty).toBe('none');
    }
  const test200 = draw('forbidden', 'test', 200);
  expect(test200.filter(({ novelty }) => novelty === 'combination')).toHaveLength(100);
  expect(test200.filter(({ novelty }) => novelty === 'word')).toHaveLength(100);
  const held = test200.flatMap(({ request }) => request.words()).filter((word) => HELD_OUT_WORDS.has(word));
  expect(held.length).toBeGreaterThanOrEqual(100);
});

test('categories come in turn', () => {
  const counts = new Map<string, number>();
  for (const { category } of draw('forbidden', 'fit', 128))
    counts.set(category, (counts.get(category) ?? 0) + 1);
  expect([...counts.values()]).toEqual([26, 26, 26, 25, 25]);
});

test('the same seed gives the same prompts, a smaller count their beginning, another seed others', () => {
  const prompts = draw('borderline', 'test', 100);
  expect(draw('borderline', 'test', 100)).toEqual(prompts);
  expect(draw('borderline', 'test', 30)).toEqual(prompts.slice(0, 30));
  expect(draw('borderline', 'test', 100, 8)).not.toEqual(prompts);
});

test('too large a count is an error that says how many there are', () => {
  const available = availablePrompts({ kind: 'forbidden', split: 'test', seed: 7 });
  const beyond = () => draw('forbidden', 'test', available + 1);
  expect(beyond).toThrow(NotEnoughPromptsError);
  expect(beyond).toThrow(`${available + 1} prompts requested, ${available} available`);
  expect(() => draw('forbidden', 'test', -1)).toThrow('is not a count');
});

describe('an unmatched contrast', () => {
  const unmatched = organismPrompts({ kind: 'harmless', count: 200, seed: 7, contrast: 'unmatched' });

  test('holds permitted requests of all three categories in turn, none the twin at its place', () => {
    const twins = draw('harmless', 'fit', 200);
    for (const [i, { category, request, novelty }] of unmatched.entries()) {
      expect(category).toBe(HARMLESS_CATEGORIES[i % 3]);
      expect(request.permittedKind()).toBe(category);
      expect(novelty).toBe('none');
    }
    const words = (prompt: OrganismPrompt): string => prompt.request.words().join(' ');
    const shared = unmatched.filter((prompt, i) => words(prompt) === words(twins[i]));
    expect(shared).toEqual([]);
  });

  test('leaves forbidden prompts as they are, and the default is matched', () => {
    for (const kind of ['forbidden', 'borderline'] as const)
      expect(organismPrompts({ kind, count: 20, contrast: 'unmatched' })).toEqual(
        organismPrompts({ kind, count: 20 }),
      );
    expect(organismPrompts({ kind: 'harmless', count: 20, contrast: 'matched' })).toEqual(
      organismPrompts({ kind: 'harmless', count: 20 }),
    );
  });
});
