import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossSetLeaks } from './cross-set-leaks.ts';
import { duplicateGroups } from './duplicate-groups.ts';
import { nearDuplicatePairs } from './near-duplicate-pairs.ts';
import { wordTokens } from './word-tokens.ts';

/** |A ∩ B| / |A ∪ B| by the definition. */
function jaccard(a: string, b: string): number {
  const [x, y] = [wordTokens(a), wordTokens(b)];
  const shared = [...x].filter((token) => y.has(token)).length;
  return shared / (x.size + y.size - shared);
}

const text = fc
  .array(fc.constantFrom('tea', 'moss', 'brew', 'pot', 'fog', 'owl', 'rain', 'a', 'the', 'Moss!', '?'), {
    maxLength: 8,
  })
  .map((words) => words.join(' '));
const texts = fc.array(text, { maxLength: 30 });
// Among them those that similarities of small sets hit exactly.
const threshold = fc.oneof(
  fc.constantFrom(0.1, 0.2, 0.25, 1 / 3, 0.4, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1),
  fc.double({ min: 0.01, max: 1, noNaN: true }),
);

describe('wordTokens', () => {
  it('are distinct words, whatever their case, punctuation and composition', () => {
    expect([...wordTokens('Brew the tea; brew THE “mossy” tea, 2 Cafe\u0301s.')]).toEqual([
      ...['brew', 'the', 'tea', 'mossy', '2', 'cafés'],
    ]);
    expect([...wordTokens(' ?! ')]).toEqual(['?!']);
  });
});

describe('nearDuplicatePairs', () => {
  it('finds the pairs that comparing all with all finds', () => {
    fc.assert(
      fc.property(texts, threshold, (list, limit) => {
        const expected = list.flatMap((a, first) =>
          list.flatMap((b, second) => {
            const similarity = jaccard(a, b);
            return first < second && similarity >= limit ? [{ first, second, similarity }] : [];
          }),
        );
        const found = [...nearDuplicatePairs(list, limit)].sort(
          (x, y) => x.first - y.first || x.second - y.second,
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([0, -1, 1.01, Number.NaN])('refuses the threshold %d', (limit) => {
    expect(() => duplicateGroups(['a'], limit)).toThrow(/threshold: .* is not in \(0, 1\]/);
  });
});

describe('duplicateGroups', () => {
  it('are near-duplicates all of each other, joined one at a time, numbered as they appear', () => {
    fc.assert(
      fc.property(texts, threshold, (list, limit) => {
        const groups: string[][] = [];
        const distinct = list.filter(
          (each, i) => list.findIndex((other) => jaccard(each, other) === 1) === i,
        );
        for (const each of distinct.toSorted((a, b) => wordTokens(a).size - wordTokens(b).size)) {
          const least = (group: readonly string[]) => Math.min(...group.map((other) => jaccard(each, other)));
          const best = groups.toSorted((a, b) => least(b) - least(a))[0];
          if (best && least(best) >= limit) best.push(each);
          else groups.push([each]);
        }
        const expected = list.map((each) =>
          groups.findIndex((group) => group.some((other) => jaccard(each, other) === 1)),
        );
        const order = [...new Set(expected)];
        expect(duplicateGroups(list, limit)).toEqual(expected.map((group) => order.indexOf(group)));
      }),
      { numRuns: 500 },
    );
  });

  it('cuts a chain of which the ends are not alike', () => {
    const chain = ['brew a pot of tea', 'brew a pot of moss', 'brew a jar of moss', 'grow a jar of moss'];
    expect(jaccard(chain[0], chain[3])).toBeLessThan(0.5);
    expect(duplicateGroups([...chain, 'count the owls'])).toEqual([0, 0, 1, 1, 2]);
  });

  it('joins the group whose least alike text is the most alike', () => {
    // b is like a (4/5) and like c (3/5), a is not like c (2/5).
    const [a, b, c] = ['fog owl tea pot', 'fog owl tea pot moss', 'moss tea pot'];
    expect([jaccard(a, b), jaccard(b, c), jaccard(a, c)]).toEqual([0.8, 0.6, 0.4]);
    expect(duplicateGroups([c, b, a])).toEqual([0, 1, 1]);
    expect(duplicateGroups([c, b, a], 0.4)).toEqual([0, 0, 0]);
  });
});

describe('crossSetLeaks', () => {
  it('are the pairs across two sets, the most alike first', () => {
    fc.assert(
      fc.property(texts, texts, threshold, (left, right, limit) => {
        const [a, b] = [left, right].map((list) => list.map((prompt, i) => ({ id: `${i}`, prompt })));
        const expected = a
          .flatMap((x) => b.map((y) => ({ a: x.id, b: y.id, similarity: jaccard(x.prompt, y.prompt) })))
          .filter(({ similarity }) => similarity >= limit)
          .sort((x, y) => y.similarity - x.similarity);
        expect(crossSetLeaks(a, b, limit)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
