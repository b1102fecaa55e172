import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { drawPopulationTest } from './draw-population-test.ts';
import { RandomStream } from './random-stream.ts';
import { studentQuantile, studentTail } from './student-quantile.ts';

describe('drawPopulationTest', () => {
  it('compares with the spread of draws, pooled over the arms', () => {
    const [first, second] = drawPopulationTest(
      [
        { rate: 0.6, draws: [0.1, 0.2, 0.3] },
        { rate: 0.2, draws: [0.2, 0.2] },
      ],
      100,
    );
    // s² = (.01 + 0 + .01 + 0 + 0)/3.
    const s = Math.sqrt(0.02 / 3);
    expect(first).toMatchObject({
      degrees: 3,
      difference: expect.closeTo(0.4, 12),
      drawDeviation: expect.closeTo(s, 12),
    });
    expect(first.p).toBeCloseTo(studentTail(0.4 / (s * Math.sqrt(4 / 3)), 3), 12);
    expect(first.interval[0]).toBeCloseTo(0.4 - studentQuantile(3) * s * Math.sqrt(4 / 3), 12);
    expect(second).toMatchObject({ p: 1, difference: 0 });
  });

  it('calls one more draw an effect as often as it should', () => {
    const random = new RandomStream(5, 'draws');
    const [audits, level] = [2_000, 0.01];
    let called = 0;
    for (let audit = 0; audit < audits; audit++) {
      const rates = () => Array.from({ length: 4 }, () => 0.3 + 0.05 * random.normal());
      const arms = Array.from({ length: 6 }, rates).map(([rate, ...draws]) => ({ rate, draws }));
      if (drawPopulationTest(arms, 159)[0].p < level) called++;
    }
    expect(Math.abs(called / audits - level)).toBeLessThan(4 * Math.sqrt(level / audits));
  });

  it('does not divide by a spread of nothing', () => {
    const [test] = drawPopulationTest([{ rate: 0.01, draws: [0, 0, 0] }], 100);
    expect(test.drawDeviation).toBe(0.01);
    expect(test.p).toBeGreaterThan(0.3);
    expect(drawPopulationTest([{ rate: 0, draws: [0, 0] }], 100)[0].p).toBe(1);
  });

  it('refuses what shows no spread or is none', () => {
    for (const arms of [
      [],
      [{ rate: 0.5, draws: [0.1] }],
      [{ rate: Number.NaN, draws: [0.1, 0.2] }],
      [{ rate: 0.5, draws: [] }],
    ])
      expect(() => drawPopulationTest(arms, 100)).toThrow(InvalidInputError);
    expect(() => drawPopulationTest([{ rate: 0.5, draws: [0.1, 0.2] }], 0)).toThrow(InvalidInputError);
  });
});
