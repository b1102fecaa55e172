import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/grouped-goldens.json' with { type: 'json' };
import { designEffect } from './design-effect.ts';
import { groupBootstrap } from './group-bootstrap.ts';
import { groupSums, indexGroups } from './group-index.ts';

const labelled = fc.array(fc.tuple(fc.boolean(), fc.nat(7)), { minLength: 2, maxLength: 60 });

describe('designEffect', () => {
  it.each(goldens.designEffect)(
    'agrees with cluster-robust regression ($name)',
    ({ values, groups, deff }) => {
      expect(designEffect(values, groups)).toBeCloseTo(deff, 10);
    },
  );

  it('is 1 for single prompts and for no groups at all', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }), (values) => {
        expect(designEffect(values)).toBe(1);
        expect(
          designEffect(
            values,
            values.map((_, i) => i),
          ),
        ).toBe(1);
      }),
    );
  });

  it('is that of the group bootstrap, up to G/(G − 1) and simulation', () => {
    // 60 groups of 1 to 4; of two neighbours one half share the outcome.
    const groups = Array.from({ length: 60 }, (_, g) => new Array<number>(1 + (g % 4)).fill(g)).flat();
    const values = groups.map((g, i) => ((g * 7 + (i % 3 === 0 ? i : 0)) % 5 < 2 ? 1 : 0));
    const index = indexGroups(groups, groups.length);
    const sums = groupSums(values, index);
    const [{ replicates }] = groupBootstrap({
      groups: [index.count],
      replicates: 20_000,
      statistic: ([counts]) => {
        let [total, n] = [0, 0];
        counts.forEach((count, g) => {
          total += count * sums[g];
          n += count * index.sizes[g];
        });
        return [total / n];
      },
    });
    const mean = replicates.reduce((a, b) => a + b) / replicates.length;
    const clustered = replicates.reduce((sum, x) => sum + (x - mean) ** 2, 0) / replicates.length;
    const p = values.reduce((a: number, b) => a + b, 0) / values.length;
    const ratio = clustered / ((p * (1 - p)) / values.length);
    expect(ratio).toBeGreaterThan(1.3);
    expect(Math.abs(designEffect(values, groups) / ratio - 1)).toBeLessThan(0.05);
  });

  it('is the size of the groups where they agree within, and the floor where they disagree', () => {
    const groups = Array.from({ length: 40 }, (_, i) => i >> 2);
    expect(
      designEffect(
        groups.map((g) => g % 2),
        groups,
      ),
    ).toBeCloseTo((4 * (10 / 9)) / (40 / 39), 12);
    // Every group has exactly half: correlation −1/3.
    expect(
      designEffect(
        groups.map((_, i) => i % 2),
        groups,
      ),
    ).toBe(1);
  });

  it('takes correlation to be complete where nothing shows it', () => {
    const groups = ['a', 'a', 'a', 'b', 'c'];
    const kish = (9 + 1 + 1) / 5;
    expect(designEffect([0, 0, 0, 0, 0], groups)).toBe(kish);
    expect(designEffect([1, 1, 1, 1, 1], groups)).toBe(kish);
    expect(designEffect([0.1, 0.1, 0.1, 0.1, 0.1], groups)).toBe(kish);
    expect(designEffect([1, 0, 1, 0], ['a', 'a', 'a', 'a'])).toBe(4);
  });

  it('is at least 1 and does not depend on order or names', () => {
    fc.assert(
      fc.property(labelled, (rows) => {
        const deff = designEffect(
          rows.map(([value]) => Number(value)),
          rows.map(([, group]) => group),
        );
        expect(deff).toBeGreaterThanOrEqual(1);
        const turned = rows.toReversed();
        expect(
          designEffect(
            turned.map(([value]) => Number(value)),
            turned.map(([, group]) => `g${group}`),
          ),
        ).toBeCloseTo(deff, 9);
      }),
    );
  });
});
