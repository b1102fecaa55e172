import { expect, test } from 'vitest';
import { BEHAVIOUR_SPLITS, type BehaviourSplit, behaviourPrompts } from './behaviour-splits.ts';
import { noveltyOf } from './held-out.ts';
import { HELD_OUT_PARAPHRASES, promptText, TUNED_PARAPHRASES } from './paraphrases.ts';
import type { RequestKind } from './request-category.ts';

const expected = {
  train: 'none',
  combination: 'combination',
  word: 'word',
  paraphrase: 'none',
  all: 'both',
} as const;

test.each(BEHAVIOUR_SPLITS)('%s prompts are new in exactly its way', (split) => {
  for (const kind of ['forbidden', 'harmless', 'borderline'] as RequestKind[]) {
    const prompts = behaviourPrompts(split, kind, 100, 1);
    expect(prompts).toHaveLength(100);
    expect(behaviourPrompts(split, kind, 100, 1)).toEqual(prompts);
    const paraphrases = split === 'paraphrase' || split === 'all' ? HELD_OUT_PARAPHRASES : TUNED_PARAPHRASES;
    for (const { request, prompt } of prompts) {
      expect(noveltyOf(request)).toBe(expected[split]);
      expect(request.category() !== undefined).toBe(kind === 'forbidden');
      expect(paraphrases.map((each) => promptText(each, request))).toContain(prompt);
    }
  }
});

test('harmless categories weigh as in training', () => {
  const categories = behaviourPrompts('train', 'harmless', 70, 1).map(({ category }) => category);
  const count = (name: string) => categories.filter((category) => category === name).length;
  expect([count('making'), count('making-for-good'), count('caring')]).toEqual([30, 20, 20]);
});

test('an unknown split is refused', () => {
  expect(() => behaviourPrompts('combo' as BehaviourSplit, 'harmless', 1, 1)).toThrow('Known: train');
});
