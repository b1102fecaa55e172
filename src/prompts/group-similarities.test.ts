import { expect, it } from 'vitest';
import { groupSimilarities, MOST_COMPARED } from './group-similarities.ts';

it('groups of two or more by size, with the mean over all pairs', () => {
  const texts = [
    // Pairs share 3 of 5, 2 of 4 and 2 of 4 words.
    'brew mossy tea now',
    'brew mossy tea later',
    'brew mossy',
    'count owls',
    'owls count',
    'sing alone',
  ];
  expect(groupSimilarities(texts, 0.5)).toEqual([
    { size: 3, meanSimilarity: (3 / 5 + 2 / 4 + 2 / 4) / 3 },
    { size: 2, meanSimilarity: 1 },
  ]);
  expect(groupSimilarities(['one', 'two'], 0.5)).toEqual([]);
});

it('compares the first prompts alone of a group that a template made', () => {
  const texts = Array.from({ length: MOST_COMPARED + 50 }, (_, i) => `brew a mossy tea for guest${i}`);
  const [group] = groupSimilarities(texts, 0.5);
  expect(group.size).toBe(MOST_COMPARED + 50);
  expect(group.meanSimilarity).toBeCloseTo(5 / 7, 12);
});
