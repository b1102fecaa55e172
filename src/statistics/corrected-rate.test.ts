import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/grouped-goldens.json' with { type: 'json' };
import { correctedRate } from './corrected-rate.ts';
import { RandomStream } from './random-stream.ts';
import { wilsonInterval } from './wilson.ts';

const share = fc
  .tuple(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([n, p]) => ({ k: Math.round(n * p), n }));

describe('correctedRate', () => {
  it.each(goldens.corrected)(
    'agrees with the definition: $k of $n',
    ({ k, n, sensitivity, specificity, rate, low, high }) => {
      const corrected = correctedRate(k, n, sensitivity, specificity);
      expect(corrected.rate).toBeCloseTo(rate, 12);
      expect(corrected.interval![0]).toBeCloseTo(low, 12);
      expect(corrected.interval![1]).toBeCloseTo(high, 12);
    },
  );

  it('holds its rate in an interval within [0, 1], or says nothing for a judge that tells nothing', () => {
    fc.assert(
      fc.property(share, share, share, (rate, sensitivity, specificity) => {
        const corrected = correctedRate(rate.k, rate.n, sensitivity, specificity);
        const { k, n } = specificity;
        if (sensitivity.k / sensitivity.n + k / n <= 1) expect(corrected.rate).toBeNull();
        if (corrected.rate === null || corrected.interval === null) {
          expect([corrected.rate, corrected.interval]).toEqual([null, null]);
          return;
        }
        const [low, high] = corrected.interval;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('changes nothing for a judge that is known not to err', () => {
    const perfect = { k: 1e9, n: 1e9 };
    const { rate, interval, cut } = correctedRate(30, 100, perfect, perfect);
    expect(rate).toBeCloseTo(0.3, 12);
    expect(cut).toBe(false);
    wilsonInterval(30, 100).forEach((bound, i) => {
      expect(Math.abs(interval![i] - bound)).toBeLessThan(0.01);
    });
  });

  it('is wider the fewer completions were labelled', () => {
    const width = (n: number): number => {
      const { interval } = correctedRate(60, 200, { k: 0.8 * n, n }, { k: 0.9 * n, n });
      return interval![1] - interval![0];
    };
    expect(width(20)).toBeGreaterThan(width(100));
    expect(width(100)).toBeGreaterThan(width(10_000));
  });

  it('is cut at 0 and says so where the judge errs more often than it fires', () => {
    expect(correctedRate(1, 100, { k: 45, n: 50 }, { k: 45, n: 50 })).toMatchObject({ rate: 0, cut: true });
  });

  it('covers the true rate about as often as it says, small labelled sets included', () => {
    const random = new RandomStream(11, 'test');
    const hits = (n: number, p: number): number => {
      let k = 0;
      for (let i = 0; i < n; i++) if (random.uniform() < p) k++;
      return k;
    };
    for (const [truth, n, se, labelled, sp] of [
      [0.05, 159, 0.9, 50, 0.95],
      [0.3, 159, 0.8, 30, 0.85],
      [0.9, 64, 0.85, 40, 0.9],
    ]) {
      let covered = 0;
      for (let i = 0; i < 2_000; i++) {
        const { interval } = correctedRate(
          hits(n, truth * se + (1 - truth) * (1 - sp)),
          n,
          { k: hits(labelled, se), n: labelled },
          { k: hits(labelled, sp), n: labelled },
        );
        if (interval![0] <= truth && truth <= interval![1]) covered++;
      }
      expect(covered / 2_000).toBeGreaterThan(0.935);
    }
  });
});
