import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/grouped-goldens.json' with { type: 'json' };
import { mcnemarExact } from './mcnemar.ts';
import { signFlipTest } from './sign-flip.ts';

/** The definition: all sign vectors, one by one. */
function enumerated(differences: readonly number[]): number {
  const observed = Math.abs(differences.reduce((a, b) => a + b, 0));
  let extreme = 0;
  for (let code = 0; code < 2 ** differences.length; code++) {
    const sum = differences.reduce((total, d, g) => total + (code & (1 << g) ? d : -d), 0);
    if (Math.abs(sum) >= observed - 1e-9) extreme++;
  }
  return extreme / 2 ** differences.length;
}

describe('signFlipTest', () => {
  it.each(goldens.signFlip)('agrees with scipy on $differences', ({ differences, p }) => {
    expect(signFlipTest(differences)).toEqual({ p: expect.closeTo(p, 12), method: 'exact' });
  });

  it('is the share of sign vectors at least as extreme', () => {
    const count = fc.integer({ min: -4, max: 4 });
    const anything = fc.oneof(
      fc.array(count, { minLength: 1, maxLength: 11 }),
      fc.array(
        count.map((k) => k / 3),
        { minLength: 1, maxLength: 11 },
      ),
      fc.array(
        count.map((k) => k / 19 + 1),
        { minLength: 1, maxLength: 11 },
      ),
      fc.array(
        fc.integer({ min: -1000, max: 1000 }).map((k) => k * Math.SQRT2),
        { minLength: 1, maxLength: 11 },
      ),
    );
    fc.assert(
      fc.property(anything, (differences) => {
        const { p, method } = signFlipTest(differences);
        expect(method).toBe('exact');
        expect(p).toBeCloseTo(enumerated(differences), 9);
      }),
      { numRuns: 200 },
    );
  });

  it('is the exact McNemar test for differences of ±1', () => {
    for (const [b, c] of [
      [0, 6],
      [18, 1],
      [31, 9],
      [60, 41],
      [150, 3],
      [700, 801],
    ])
      expect(
        signFlipTest([...new Array(b).fill(1), ...new Array(c).fill(-1), 0, 0, 0]).p / mcnemarExact(b, c),
      ).toBeCloseTo(1, 9);
  });

  it('forgets groups without a difference, order and sign', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 }),
        (differences) => {
          const { p } = signFlipTest(differences);
          expect(signFlipTest([...differences, 0, 0]).p).toBe(p);
          expect(signFlipTest(differences.map((d) => -d)).p).toBe(p);
          expect(signFlipTest(differences.toReversed()).p).toBeCloseTo(p, 12);
          expect(p).toBeGreaterThan(0);
          expect(p).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('is 1 where nothing differs, where differences balance, and for one group', () => {
    for (const differences of [[0, 0], [2, -1, -1], [3], [-7, 0]])
      expect(signFlipTest(differences)).toEqual({ p: 1, method: 'exact' });
  });

  it('draws signs where sums have no lattice, within simulation error of the truth, the same for the same seed', () => {
    // 24 groups at a multiple of an irrational step: their exact p is that of the whole numbers.
    const whole = Array.from({ length: 24 }, (_, g) => (g % 3 === 0 ? -1 : 1) * (1 + (g % 2)));
    const exact = signFlipTest(whole).p;
    const scaled = whole.map((d) => d * Math.PI);
    const drawn = signFlipTest(scaled, { seed: 5 });
    expect(drawn.method).toBe('monte-carlo');
    expect(Math.abs(drawn.p - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 9_999));
    expect(signFlipTest(scaled, { seed: 5 })).toEqual(drawn);
    expect(signFlipTest(scaled, { seed: 6 }).p).not.toBe(drawn.p);
    // Never 0: the observed signs are among those counted.
    expect(signFlipTest(scaled.map(Math.abs), { flips: 99 }).p).toBe(1 / 100);
  });

  it('stays a probability where it is too small for a double', () => {
    const { p } = signFlipTest(new Array(1500).fill(1));
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(1e-300);
  });
});
