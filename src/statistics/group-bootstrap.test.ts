import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/grouped-goldens.json' with { type: 'json' };
import { bootstrapInterval } from './bootstrap-interval.ts';
import { groupBootstrap } from './group-bootstrap.ts';

describe('bootstrapInterval', () => {
  it.each(goldens.bootstrap)('agrees with the definitions ($name)', (golden) => {
    const { value, acceleration, replicates } = golden;
    expect(bootstrapInterval(value, replicates)).toEqual(golden.percentile);
    expect(bootstrapInterval(value, replicates, 'bias-corrected')).toEqual(golden.biasCorrected);
    expect(bootstrapInterval(value, replicates, 'bca', acceleration)).toEqual(golden.bca);
  });

  it('takes the 25th and the 975th of 999, and infinite replicates as they come', () => {
    const replicates = Array.from({ length: 999 }, (_, i) => i + 1);
    expect(bootstrapInterval(500, replicates)).toEqual([25, 975]);
    const censored = [...replicates.slice(0, 900), ...new Array<number>(99).fill(Number.POSITIVE_INFINITY)];
    expect(bootstrapInterval(500, censored)).toEqual([25, Number.POSITIVE_INFINITY]);
  });

  it('is one point where all replicates agree, of every kind', () => {
    const same = new Array<number>(200).fill(0.3);
    for (const kind of ['percentile', 'bias-corrected', 'bca'] as const)
      expect(bootstrapInterval(0.3, same, kind)).toEqual([0.3, 0.3]);
  });
});

describe('groupBootstrap', () => {
  const mean =
    (values: readonly number[]) =>
    ([counts]: readonly Int32Array[]): number[] => {
      const drawn = counts.reduce((sum, count) => sum + count, 0);
      return [counts.reduce((sum, count, g) => sum + count * values[g], 0) / drawn];
    };
  const values = Array.from({ length: 30 }, (_, i) => ((i * 37) % 30) / 10 + (i % 4 === 0 ? 2 : 0));

  it('draws as many groups as there are, from each split by itself', () => {
    const seen: number[][] = [];
    groupBootstrap({
      groups: [5, 8],
      replicates: 50,
      statistic: (counts) => {
        seen.push(counts.map((count) => count.reduce((a, b) => a + b, 0)));
        return [0];
      },
    });
    expect(seen).toHaveLength(51);
    for (const totals of seen) expect(totals).toEqual([5, 8]);
  });

  it('has the standard error of a mean', () => {
    const [{ value, replicates }] = groupBootstrap({
      groups: [30],
      replicates: 20_000,
      statistic: mean(values),
    });
    const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / 30 / 30;
    const spread = replicates.reduce((sum, x) => sum + (x - value) ** 2, 0) / replicates.length;
    expect(spread / variance).toBeGreaterThan(0.96);
    expect(spread / variance).toBeLessThan(1.04);
  });

  it('is fixed by its seed', () => {
    const run = (seed?: number) =>
      groupBootstrap({ groups: [30], statistic: mean(values), ...(seed ? { seed } : {}) })[0];
    expect(run(4)).toEqual(run(4));
    expect(run()).toEqual(run(1));
    expect(run(4).replicates).not.toEqual(run(5).replicates);
  });

  it('gives statistics of one resample together, and counts those that are not defined', () => {
    const [first, twice, rare] = groupBootstrap({
      groups: [30],
      intervals: ['percentile', 'bca', 'percentile'],
      statistic: (counts) => {
        const [m] = mean(values)(counts);
        return [m, 2 * m, counts[0][0] === 0 ? Number.NaN : 1];
      },
    });
    expect(twice.value).toBe(2 * first.value);
    expect([...twice.replicates]).toEqual([...first.replicates].map((x) => 2 * x));
    expect(twice.interval).not.toEqual(first.interval!.map((x) => 2 * x));
    // A group is left out of a resample with probability (29/30)³⁰ = .36.
    expect(Math.abs(rare.undefinedShare - (29 / 30) ** 30)).toBeLessThan(0.06);
    expect(rare.interval).toEqual([1, 1]);
    const [nothing] = groupBootstrap({ groups: [3], statistic: () => [Number.NaN] });
    expect(nothing).toMatchObject({ value: Number.NaN, interval: null, undefinedShare: 1 });
  });

  it('does a thousand resamples of a sum over 300 arms and 200 groups in a moment', () => {
    const arms = Array.from({ length: 300 }, (_, a) =>
      Float64Array.from({ length: 200 }, (_, g) => (a * g) % 7),
    );
    const [{ interval }] = groupBootstrap({
      groups: [200],
      statistic: ([counts]) => {
        let best = 0;
        for (const sums of arms) {
          let total = 0;
          for (let g = 0; g < counts.length; g++) total += counts[g] * sums[g];
          best = Math.max(best, total);
        }
        return [best];
      },
    });
    expect(interval![1]).toBeGreaterThan(interval![0]);
  });
});
