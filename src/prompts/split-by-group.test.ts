import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainedPrompts } from '../../test/prompts/chained-prompts.ts';
import { duplicateGroups } from './duplicate-groups.ts';
import { nearDuplicatePairs } from './near-duplicate-pairs.ts';
import { splitByGroup } from './split-by-group.ts';
import { SplitError } from './split-error.ts';
import { parseSplitSizes, SPLITS } from './split-sizes.ts';

/** One prompt a member of each group; members share all but one of six words. */
function prompts(groupSizes: readonly number[]) {
  return groupSizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, member) => ({
      id: `p${group}-${member}`,
      prompt: `${['brew', 'pot', 'fog', 'owl', 'rain'].map((word) => `${word}${group}`).join(' ')} m${group}x${member}`,
    })),
  );
}

const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
type Prompts = ReturnType<typeof prompts>;

/** The largest similarity of near-duplicates in different splits, or both in selection or test; 0: there are none. */
function leakage(all: Prompts, splits: ReturnType<typeof splitByGroup<Prompts[number]>>): number {
  const partOf = new Map(SPLITS.flatMap((split) => splits[split].map(({ id }) => [id, split])));
  const used = all.filter(({ id }) => partOf.has(id));
  let most = 0;
  for (const { first, second, similarity } of nearDuplicatePairs(
    used.map(({ prompt }) => prompt),
    0.5,
  )) {
    const [a, b] = [first, second].map((index) => partOf.get(used[index].id));
    if (a !== 'fit' || b !== 'fit') most = Math.max(most, similarity);
  }
  return most;
}

describe('splitByGroup', () => {
  it('gives disjoint parts of the sizes asked for, near-duplicates in fit only', () => {
    const groupSizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 8, maxLength: 25 });
    fc.assert(
      fc.property(groupSizes, fc.nat(), (sizes, seed) => {
        // Enough single ones that every size can be filled.
        const all = prompts([...sizes, ...Array<number>(30).fill(1)]);
        const wanted = { fit: 12, selection: 5, test: 9 };
        const splits = splitByGroup(all, wanted, seed);
        for (const split of SPLITS) expect(splits[split]).toHaveLength(wanted[split]);
        const parts = [...SPLITS.map((split) => splits[split]), splits.unused];
        expect(parts.flatMap(ids).sort()).toEqual(ids(all).sort());
        expect(leakage(all, splits)).toBe(0);
        const tested = new Set(ids([...splits.selection, ...splits.test]).map((id) => id.split('-')[0]));
        expect(tested.size).toBe(14);
        // What is left out is what is like a selection or test prompt.
        expect(ids(splits.leftOut)).toEqual(ids(splits.unused).filter((id) => tested.has(id.split('-')[0])));
      }),
      { numRuns: 100 },
    );
  });

  it('depends on the seed and on nothing else, not even the order', () => {
    const all = prompts([3, 2, 2, ...Array<number>(40).fill(1)]);
    const wanted = { fit: 10, selection: 5, test: 7 };
    const split = (list: typeof all, seed: number) => {
      const { fit, selection, test } = splitByGroup(list, wanted, seed);
      return [fit, selection, test].map((part) => ids(part).sort());
    };
    expect(split(all, 3)).toEqual(split(all, 3));
    expect(split(all.toReversed(), 3)).toEqual(split(all, 3));
    expect(split(all, 4)).not.toEqual(split(all, 3));
    const { fit } = splitByGroup(all, wanted, 3);
    expect(ids(fit)).toEqual(ids(all.filter((prompt) => fit.includes(prompt))));
  });

  it('gives single prompts their share of the chances in every split', () => {
    const all = prompts([4, ...Array<number>(36).fill(1)]);
    const counts = { fit: 0, selection: 0, test: 0 };
    for (let seed = 0; seed < 400; seed++) {
      const splits = splitByGroup(all, { fit: 20, selection: 6, test: 6 }, seed);
      for (const part of SPLITS) {
        if (ids(splits[part]).includes('p1-0')) counts[part]++;
        // The group is not needed for selection and test.
        if (part !== 'fit') expect(ids(splits[part]).some((id) => id.startsWith('p0-'))).toBe(false);
      }
    }
    // Of 36: 6 in selection, 6 in test, then 20 of the 28 others; four standard deviations.
    expect(Math.abs(counts.selection - 400 / 6)).toBeLessThan(30);
    expect(Math.abs(counts.test - 400 / 6)).toBeLessThan(30);
    expect(Math.abs(counts.fit - ((400 * 2) / 3) * (20 / 28))).toBeLessThan(40);
  });

  it('takes one prompt of a group where single ones do not do, and leaves out the others', () => {
    const all = prompts([4, 3, 2, 2, 1]);
    const splits = splitByGroup(all, { fit: 4, selection: 2, test: 2 }, 1);
    expect(SPLITS.map((split) => splits[split].length)).toEqual([4, 2, 2]);
    // The largest stays for fit; one prompt each of the others.
    expect(ids(splits.fit).every((id) => id.startsWith('p0-'))).toBe(true);
    expect([splits.leftOut.length, splits.unused.length]).toEqual([4, 4]);
  });

  it('keeps a chain of near-duplicates from filling the test split', () => {
    const all = chainedPrompts('tea');
    const texts = all.map(({ prompt }) => prompt);
    // Single linkage would make one group of them.
    const chained = new Set(
      [...nearDuplicatePairs(texts, 0.5)].flatMap(({ first, second }) => [first, second]),
    );
    expect(chained.size).toBeGreaterThan(170);
    const groups = duplicateGroups(texts);
    expect(Math.max(...groups.map((group) => groups.filter((each) => each === group).length))).toBeLessThan(
      30,
    );
    for (const sizes of [
      { fit: 128, selection: 128, test: 200 },
      { fit: 128, selection: 64, test: 100 },
    ]) {
      const splits = splitByGroup(all, sizes, 1);
      expect(leakage(all, splits)).toBe(0);
      expect(new Set(duplicateGroups(splits.test.map(({ prompt }) => prompt))).size).toBe(sizes.test);
    }
    expect(() => splitByGroup(all, { fit: 128, selection: 140, test: 200 }, 1)).toThrow(
      /cannot be had from 520 prompts in \d+ near-duplicate groups\n {2}.*: 33\d of 340 are possible beside 128 to fit on/,
    );
  });

  it('says the numbers where there are too few prompts, or too few groups', () => {
    const few = () => splitByGroup(prompts([1, 1, 2]), { fit: 3, selection: 1, test: 1 }, 1);
    expect(few).toThrow(SplitError);
    expect(few).toThrow(/fit 3, selection 1, test 1 are more than 4 prompts in 3 near-duplicate groups/);
    const alike = () => splitByGroup(prompts([2, 2, 4]), { fit: 4, selection: 1, test: 2 }, 1);
    expect(alike).toThrow(/cannot be had from 8 prompts in 3 [\s\S]*2 of 3 are possible beside 4 to fit on/);
    expect(() =>
      splitByGroup([...prompts([1]), ...prompts([1])], { fit: 1, selection: 0, test: 0 }, 1),
    ).toThrow(/two prompts have the id "p0-0"/);
  });
});

describe('parseSplitSizes', () => {
  it('reads sizes by name', () => {
    expect(parseSplitSizes('test=9, fit=3')).toEqual({ fit: 3, selection: 0, test: 9 });
    for (const text of ['fit=3,fit=4', 'train=3', 'fit=-1', 'fit', '', 'fit=0'])
      expect(() => parseSplitSizes(text), text).toThrow(/^`split: /);
  });
});
