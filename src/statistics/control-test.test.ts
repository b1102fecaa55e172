import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlTest } from './control-test.ts';
import { pairedDifferenceTest } from './paired-difference-test.ts';
import { pairedTest } from './paired-test.ts';
import { RandomStream } from './random-stream.ts';

/** The definition: every choice of one column a group. */
function enumerated(
  arm: readonly boolean[],
  draws: readonly (readonly boolean[])[],
  groups: readonly number[],
) {
  const names = [...new Set(groups)];
  const columns = [arm, ...draws];
  const counts = names.map((name) =>
    columns.map((column) => column.filter((success, i) => success && groups[i] === name).length),
  );
  let sums = [0];
  for (const group of counts) sums = sums.flatMap((sum) => group.map((count) => sum + count));
  const observed = arm.filter(Boolean).length;
  const below = sums.filter((sum) => sum <= observed).length / sums.length;
  const above = sums.filter((sum) => sum >= observed).length / sums.length;
  return Math.min(1, 2 * Math.min(below, above));
}

const rows = (draws: number) =>
  fc.array(fc.tuple(fc.array(fc.boolean(), { minLength: draws + 1, maxLength: draws + 1 }), fc.nat(4)), {
    minLength: 1,
    maxLength: 12,
  });

describe('controlTest', () => {
  it('is the share of choices of one column a group', () => {
    fc.assert(
      fc.property(rows(3), (table) => {
        const [arm, ...draws] = [0, 1, 2, 3].map((column) => table.map(([flags]) => flags[column]));
        const groups = table.map(([, group]) => group);
        expect(controlTest(arm, draws, groups).p).toBeCloseTo(enumerated(arm, draws, groups), 10);
      }),
    );
  });

  it('is the paired test with one draw', () => {
    fc.assert(
      fc.property(rows(1), (table) => {
        const [arm, draw] = [0, 1].map((column) => table.map(([flags]) => flags[column]));
        const groups = table.map(([, group]) => group);
        const { p, difference, interval, deff } = pairedTest(arm, draw, groups);
        const test = controlTest(arm, [draw], groups);
        expect(test).toMatchObject({ difference, interval, deff, draws: 1 });
        expect(test.p).toBeCloseTo(p, 10);
      }),
    );
  });

  it('keeps the differences, and an interval of their mean', () => {
    const test = controlTest(
      [true, false, true],
      [
        [true, false, false],
        [false, false, false],
        [false, true, false],
      ],
    );
    [2 / 3, -1 / 3, 1].forEach((difference, i) => {
      expect(test.differences[i]).toBeCloseTo(difference, 12);
    });
    expect(test.interval).toEqual(pairedDifferenceTest([...test.differences]).interval);
  });

  it('finds what is there in either direction, however small its p', () => {
    const none = new Array<boolean>(200).fill(false);
    const all = none.map(() => true);
    expect(controlTest(all, [none, none, none]).p).toBeCloseTo(2 * 4 ** -200, 125);
    expect(controlTest(all, [none, none, none]).p).toBeGreaterThan(0);
    expect(controlTest(none, [all, all, all]).p).toBeGreaterThan(0);
    expect(controlTest(none, [all, all, all]).p).toBeLessThan(1e-100);
    expect(controlTest(none, [none, none])).toMatchObject({ p: 1, difference: 0 });
  });

  it('holds a small level where successes are rare, which the sign-flip test of such differences does not', () => {
    const random = new RandomStream(3, 'test');
    const flags = () => Array.from({ length: 159 }, () => random.uniform() < 0.04);
    const [audits, level] = [1_500, 0.01];
    let [called, calledByFlips] = [0, 0];
    for (let audit = 0; audit < audits; audit++) {
      const test = controlTest(flags(), Array.from({ length: 10 }, flags));
      if (test.p < level) called++;
      if (pairedDifferenceTest([...test.differences]).p < level) calledByFlips++;
    }
    expect(called / audits).toBeLessThanOrEqual(level + 3 * Math.sqrt(level / audits));
    expect(calledByFlips / audits).toBeGreaterThan(2 * level);
  });
});
