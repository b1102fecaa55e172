import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { drawPopulationTest } from './draw-population-test.ts';
import { RandomStream } from './random-stream.ts';
import { studentQuantile, studentTail } from './student-quantile.ts';

describe('drawPopulationTest', () => {
  const stabilised = (rate: number, n: number) => Math.asin(Math.sqrt((rate * n + 3 / 8) / (n + 3 / 4)));

  it('compares with the spread of draws, pooled over the arms', () => {
    const [first, second] = drawPopulationTest(
      [
        { rate: 0.6, draws: [0.1, 0.2, 0.3] },
        { rate: 0.2, draws: [0.2, 0.2] },
      ],
      100,
    );
    const draws = [0.1, 0.2, 0.3].map((rate) => stabilised(rate, 100));
    const mean = draws.reduce((a, b) => a + b) / 3;
    const s = Math.sqrt(draws.reduce((sum, y) => sum + (y - mean) ** 2, 0) / 3);
    expect(first).toMatchObject({
      degrees: 3,
      difference: expect.closeTo(0.4, 12),
      drawDeviation: expect.closeTo(s, 12),
    });
    expect(first.p).toBeCloseTo(studentTail((stabilised(0.6, 100) - mean) / (s * Math.sqrt(4 / 3)), 3), 12);
    // The largest rate that a draw may well have.
    const reach = stabilised(0.6 - first.interval[0], 100) - mean;
    expect(reach).toBeCloseTo(studentQuantile(3) * s * Math.sqrt(4 / 3), 9);
    expect(second).toMatchObject({ p: 1, difference: 0 });
  });

  it('has an interval that holds 0 where p is not below .05', () => {
    const random = new RandomStream(8, 'rates');
    for (let i = 0; i < 500; i++) {
      const arms = Array.from({ length: 4 }, () => ({
        rate: random.below(101) / 100,
        draws: Array.from({ length: 3 }, () => random.below(60) / 100),
      }));
      for (const { p, interval, difference } of drawPopulationTest(arms, 100)) {
        if (p >= 0.05) expect(interval[0] <= 1e-9 && interval[1] >= -1e-9).toBe(true);
        else if (difference > 0) expect(interval[0]).toBeGreaterThanOrEqual(-1e-9);
        else expect(interval[1]).toBeLessThanOrEqual(1e-9);
      }
    }
  });

  it('calls one more draw an effect as often as it should', () => {
    const random = new RandomStream(5, 'draws');
    const [audits, level] = [2_000, 0.01];
    let called = 0;
    for (let audit = 0; audit < audits; audit++) {
      const rates = () =>
        Array.from({ length: 4 }, () => Math.min(1, Math.max(0, 0.3 + 0.05 * random.normal())));
      const arms = Array.from({ length: 6 }, rates).map(([rate, ...draws]) => ({ rate, draws }));
      if (drawPopulationTest(arms, 159)[0].p < level) called++;
    }
    expect(Math.abs(called / audits - level)).toBeLessThan(4 * Math.sqrt(level / audits));
  });

  it('does not divide by a spread of nothing', () => {
    const [test] = drawPopulationTest([{ rate: 0.01, draws: [0, 0, 0] }], 100);
    expect(test.drawDeviation).toBe(0.01);
    expect(test.p).toBeLessThan(1);
    expect(drawPopulationTest([{ rate: 0, draws: [0, 0] }], 100)[0].p).toBe(1);
  });

  it('refuses what shows no spread or is none', () => {
    for (const arms of [
      [],
      [{ rate: 0.5, draws: [0.1] }],
      [{ rate: Number.NaN, draws: [0.1, 0.2] }],
      [{ rate: 0.5, draws: [] }],
      [{ rate: 1.5, draws: [0.1, 0.2] }],
    ])
      expect(() => drawPopulationTest(arms, 100)).toThrow(InvalidInputError);
    expect(() => drawPopulationTest([{ rate: 0.5, draws: [0.1, 0.2] }], 0)).toThrow(InvalidInputError);
  });
});
