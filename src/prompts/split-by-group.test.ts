import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateGroups } from './duplicate-groups.ts';
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

describe('splitByGroup', () => {
  it('gives disjoint parts of the sizes asked for and divides no group', () => {
    const groupSizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 8, maxLength: 25 });
    fc.assert(
      fc.property(groupSizes, fc.nat(), (sizes, seed) => {
        // Enough single ones that every size can be filled.
        const all = prompts([...sizes, ...Array<number>(30).fill(1)]);
        const groups = duplicateGroups(all.map(({ prompt }) => prompt));
        const wanted = { fit: 12, selection: 5, test: 9 };
        const splits = splitByGroup(all, wanted, seed);
        for (const split of SPLITS) expect(splits[split]).toHaveLength(wanted[split]);
        const parts = [...SPLITS.map((split) => splits[split]), splits.unused];
        expect(parts.flatMap(ids).sort()).toEqual(ids(all).sort());
        const partOf = new Map(parts.flatMap((part, place) => part.map(({ id }) => [id, place])));
        const places = new Map<number, Set<number | undefined>>();
        for (const [index, { id }] of all.entries())
          places.set(groups[index], (places.get(groups[index]) ?? new Set()).add(partOf.get(id)));
        for (const parts of places.values()) expect(parts.size).toBe(1);
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

  it('gives every group its share of the chances, whatever its size', () => {
    const all = prompts([4, ...Array<number>(36).fill(1)]);
    const wanted = { fit: 20, selection: 0, test: 10 };
    const counts = { fit: 0, test: 0, unused: 0 };
    for (let seed = 0; seed < 400; seed++) {
      const splits = splitByGroup(all, wanted, seed);
      for (const part of ['fit', 'test', 'unused'] as const)
        if (ids(splits[part]).includes('p0-0')) counts[part]++;
    }
    // 20 : 10 : 10 in expectation, four standard deviations.
    expect(counts.fit).toBeGreaterThan(160);
    expect(counts.fit).toBeLessThan(240);
    expect(counts.test).toBeGreaterThan(65);
    expect(counts.unused).toBeGreaterThan(65);
  });

  it('fills what can be filled exactly', () => {
    const all = prompts([4, 3, 2, 2, 1]);
    const { fit, selection, test, unused } = splitByGroup(all, { fit: 5, selection: 3, test: 4 }, 1);
    expect([fit, selection, test, unused].map((part) => part.length)).toEqual([5, 3, 4, 0]);
  });

  it('leaves a group that fits nowhere unused, whole', () => {
    const all = prompts([9, ...Array<number>(6).fill(1)]);
    const { unused } = splitByGroup(all, { fit: 2, selection: 2, test: 2 }, 1);
    expect(unused).toHaveLength(9);
  });

  it('says the numbers where there are too few prompts, or whole groups do not add up', () => {
    const few = () => splitByGroup(prompts([1, 1, 2]), { fit: 3, selection: 1, test: 1 }, 1);
    expect(few).toThrow(SplitError);
    expect(few).toThrow(/fit 3, selection 1, test 1 are more than 4 prompts in 3 near-duplicate groups/);
    const whole = () => splitByGroup(prompts([2, 2, 4]), { fit: 3, selection: 0, test: 2 }, 1);
    expect(whole).toThrow(
      /cannot be filled by whole groups of 8 prompts in 3 [\s\S]*largest groups have 4, 2, 2/,
    );
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
