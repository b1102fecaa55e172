import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/steady-goldens.json' with { type: 'json' };
import { bonettPriceInterval } from './bonett-price.ts';
import { mcnemarExact } from './mcnemar.ts';
import { pairedDifferenceTest } from './paired-difference-test.ts';
import { pairedTest } from './paired-test.ts';
import { studentQuantile } from './student-quantile.ts';

const pairs = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.nat(9)), { minLength: 1, maxLength: 50 });

describe('pairedTest', () => {
  it.each(goldens.paired)(
    'has the interval of statsmodels and scipy for $name',
    ({ differences, groups, ...golden }) => {
      const { deff, interval } = pairedTest(
        differences.map((difference) => difference === 1),
        differences.map((difference) => difference === -1),
        groups,
      );
      expect(deff).toBeCloseTo(golden.deff, 8);
      for (const end of [0, 1]) expect(interval[end]).toBeCloseTo(golden.interval[end], 8);
    },
  );

  it('does not jump between no difference and one, or all and all but one', () => {
    const at = (name: string): number[] =>
      goldens.paired.find((golden) => golden.name.startsWith(name))!.interval;
    const groups = Array.from({ length: 200 }, (_, i) => (i < 149 ? 0 : i));
    const won = (k: number): readonly [number, number] =>
      pairedTest(
        groups.map((_, i) => i >= 200 - k),
        groups.map(() => false),
        groups,
      ).interval;
    expect(won(0)[1]).toBeCloseTo(at('0 of 200')[1], 8);
    for (const [fewer, more] of [
      [0, 1],
      [1, 2],
      [2, 3],
    ]) {
      expect(won(more)[1]).toBeGreaterThan(0.6 * won(fewer)[1]);
      expect(won(200 - more)[0]).toBeLessThan(1 - 0.6 * (1 - won(200 - fewer)[0]));
    }
  });

  it('is McNemar’s with Bonett and Price’s interval for single prompts, with and without labels', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const [first, second] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
        const test = pairedTest(first, second);
        const b = rows.filter(([x, y]) => x && !y).length;
        const c = rows.filter(([x, y]) => !x && y).length;
        const n = rows.length;
        expect(test).toEqual({
          p: mcnemarExact(b, c),
          method: 'mcnemar-exact',
          n,
          groups: n,
          difference: (b - c) / n,
          interval: bonettPriceInterval(b, c, n),
          deff: 1,
          onlyFirst: b,
          onlySecond: c,
        });
        expect(
          pairedTest(
            first,
            second,
            rows.map((_, i) => `p${i}`),
          ),
        ).toEqual(test);
      }),
    );
  });

  it('turns round with its arms', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const groups = rows.map(([, , group]) => group);
        const [first, second] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
        const [one, other] = [pairedTest(first, second, groups), pairedTest(second, first, groups)];
        expect(other.p).toBeCloseTo(one.p, 12);
        expect(other.difference).toBeCloseTo(-one.difference, 12);
        expect(other.interval[0]).toBeCloseTo(-one.interval[1], 9);
        expect(other.deff).toBeCloseTo(one.deff, 9);
      }),
    );
  });

  it('learns nothing from copies of a prompt', () => {
    // 12 prompts, 9 of which succeed under the first arm only; then each of them four times.
    const first = Array.from({ length: 12 }, (_, i) => i < 9);
    const second = first.map(() => false);
    const copies = <Item>(items: readonly Item[]): Item[] =>
      items.flatMap((item) => [item, item, item, item]);
    const once = pairedTest(first, second);
    const copied = pairedTest(copies(first), copies(second), copies(first.map((_, i) => i)));
    expect(copied.p).toBeCloseTo(once.p, 12);
    expect(copied.method).toBe('sign-flip-exact');
    // Three groups of four differ from the most frequent outcome; complete correlation would be 4.
    expect(copied.deff).toBeCloseTo((3 * ((4 * (12 / 11)) / (48 / 47)) + 2 * 4) / 5, 9);
    // As if they were independent they would prove far too much.
    expect(pairedTest(copies(first), copies(second)).p).toBeLessThan(1e-9);
    expect(copied.interval[1] - copied.interval[0]).toBeGreaterThan(
      0.8 * (once.interval[1] - once.interval[0]),
    );
  });

  it('shows nothing with one group', () => {
    const test = pairedTest([true, true, true, true], [false, false, false, false], ['a', 'a', 'a', 'a']);
    expect(test).toMatchObject({ p: 1, groups: 1, difference: 1, interval: [-1, 1], deff: 4 });
  });

  it('reaches as far as Student’s t asks with few groups', () => {
    const groups = ['a', 'a', 'b', 'b', 'c', 'c'];
    const { interval, deff } = pairedTest(
      [true, true, true, false, false, false],
      new Array(6).fill(false),
      groups,
    );
    expect(interval).toEqual(bonettPriceInterval(3, 0, 6, { deff, critical: studentQuantile(2) }));
  });

  it('does not take arms that never differ for equal arms of every kind of prompt', () => {
    const same = new Array<boolean>(12).fill(false);
    const { p, interval, difference } = pairedTest(same, same);
    expect([p, difference]).toEqual([1, 0]);
    expect(interval[1]).toBeGreaterThan(0.1);
    expect(interval[0]).toBe(-interval[1]);
  });
});

describe('pairedDifferenceTest', () => {
  it('is the paired test where differences are −1, 0 and 1', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const groups = rows.map(([, , group]) => group);
        const { onlyFirst, onlySecond, method, p, ...rest } = pairedTest(
          rows.map(([a]) => a),
          rows.map(([, b]) => b),
          groups,
        );
        const test = pairedDifferenceTest(
          rows.map(([a, b]) => Number(a) - Number(b)),
          groups,
        );
        expect(test).toMatchObject(rest);
        expect(test.p).toBeCloseTo(p, 10);
      }),
    );
  });

  it('holds the mean of any differences in its interval, up to the two that are added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (values) => {
          const { difference, interval } = pairedDifferenceTest(values);
          expect(interval[0]).toBeLessThanOrEqual((difference * values.length) / (values.length + 2));
          expect(interval[1]).toBeGreaterThanOrEqual((difference * values.length) / (values.length + 2));
          expect(Math.max(...interval.map(Math.abs))).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
