import { describe, expect, it } from 'vitest';
import { expNonPositive } from './exp-non-positive.ts';

describe('expNonPositive', () => {
  it('is Math.exp to two units of the last place', () => {
    let worst = 0;
    for (let i = 0; i <= 400_000; i++) {
      const x = -(((i * 0.618034) % 1) ** 3) * 708;
      worst = Math.max(worst, Math.abs(expNonPositive(x) / Math.exp(x) - 1));
    }
    expect(worst).toBeLessThan(5e-16);
    expect(expNonPositive(0)).toBe(1);
    expect(expNonPositive(-0)).toBe(1);
    expect(expNonPositive(-1e-300)).toBe(1);
  });

  it('goes through the smallest numbers to 0', () => {
    for (const x of [-709, -720, -740, -744, -745.1])
      expect(Math.abs(expNonPositive(x) - Math.exp(x))).toBeLessThanOrEqual(
        Math.max(5e-324, 5e-16 * Math.exp(x)),
      );
    expect(expNonPositive(-746)).toBe(0);
    expect(expNonPositive(-3e38)).toBe(0);
    expect(expNonPositive(-Infinity)).toBe(0);
  });

  it('keeps a NaN', () => {
    expect(expNonPositive(Number.NaN)).toBeNaN();
  });
});
