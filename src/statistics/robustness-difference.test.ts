import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { RandomStream } from './random-stream.ts';
import { type RobustnessRequest, robustness } from './robustness.ts';
import { robustnessDifference } from './robustness-difference.ts';

/** Attacks that do `damages` and succeed where a prompt's own luck is below `rates`; luck belongs to the prompt, not to the model. */
function request(rates: readonly number[], { n = 60, luck = 1 } = {}): RobustnessRequest {
  const damages = [0.002, 0.02, 0.2];
  const lucky = (split: string): number[] => {
    const random = new RandomStream(luck, split);
    return Array.from({ length: n }, () => random.uniform());
  };
  const [selection, test] = [lucky('selection'), lucky('test')];
  const succeed = (rate: number) => ({
    selectionComplied: selection.map((value) => value < rate),
    testComplied: test.map((value) => value < rate),
  });
  return {
    arms: rates.map((rate, i) => ({
      id: `attack-${i}`,
      ...succeed(rate),
      selectionDamage: selection.map((value) => [damages[i] * (5 + 10 * value), 10] as const),
      testDamage: test.map((value) => [damages[i] * (5 + 10 * value), 10] as const),
    })),
    baseline: succeed(0),
    reference: { correct: test.map((value) => value < 0.9) },
  };
}

const [weak, strong] = [request([0.3, 0.7, 0.9]), request([0.1, 0.3, 0.5])];
const width = ([low, high]: readonly [number, number]): number => high - low;

describe('robustnessDifference', () => {
  it('has the difference of the scores as its value', () => {
    const [first, second] = [robustness(strong), robustness(weak)];
    for (const together of [true, false]) {
      const { score, referenceScore, resampled } = robustnessDifference(strong, weak, { together });
      expect(score.value).toBeCloseTo(first.score.value - second.score.value, 12);
      expect(referenceScore!.value).toBeCloseTo(
        first.referenceScore!.value - second.referenceScore!.value,
        12,
      );
      expect(score.interval[0]).toBeLessThanOrEqual(score.value);
      expect(score.interval[1]).toBeGreaterThanOrEqual(score.value);
      expect(resampled).toBe(together ? 'together' : 'independently');
    }
  });

  it('is narrower where both were measured on the same prompts', () => {
    const [together, apart] = [true, false].map((same) =>
      robustnessDifference(strong, weak, { together: same }),
    );
    expect(width(together.score.interval)).toBeLessThan(width(apart.score.interval));
    const self = robustnessDifference(weak, weak, { together: true });
    expect(self.score).toEqual({ value: 0, interval: [0, 0], undefinedShare: 0 });
    expect(robustnessDifference(weak, weak, { together: false }).score.interval[0]).toBeLessThan(0);
  });

  it('compares D50 as a ratio, and by shares of the resamples', () => {
    const { halfDamage } = robustnessDifference(strong, weak, { together: true });
    expect(halfDamage.largerShare).toBeGreaterThan(0.9);
    expect(halfDamage.largerShare + halfDamage.smallerShare).toBeLessThanOrEqual(1);
    const back = robustnessDifference(weak, strong, { together: true }).halfDamage;
    expect(back.smallerShare).toBe(halfDamage.largerShare);
    const [first, second] = [robustness(strong), robustness(weak)].map(({ halfDamage: { value } }) => value);
    if (first.kind === 'exact' && second.kind === 'exact')
      expect(halfDamage.ratio).toBeCloseTo(first.value / second.value, 10);
    else expect(halfDamage.ratio).toBeNull();
  });

  it('has no ratio where neither reaches half success, and is then never larger or smaller', () => {
    const never = request([0, 0.01, 0.02]);
    expect(robustnessDifference(never, never, { together: true }).halfDamage).toEqual({
      ratio: null,
      interval: null,
      largerShare: 0,
      smallerShare: 0,
    });
  });

  it('says so where one lies beyond every budget', () => {
    const never = request([0, 0.01, 0.02]);
    const { ratio, interval, largerShare } = robustnessDifference(never, weak, { together: true }).halfDamage;
    expect([ratio, interval, largerShare]).toEqual([
      null,
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
      1,
    ]);
  });

  it('has no score relative to a reference that one of them lacks', () => {
    const { reference, ...without } = weak;
    expect(robustnessDifference(strong, without, { together: false }).referenceScore).toBeNull();
  });

  it('leaves out resamples that hold no forbidden prompt', () => {
    const labels = (n: number) => Array.from({ length: n }, (_, i) => i);
    const few = request([0.3, 0.7, 0.9], { n: 4 });
    const twins: RobustnessRequest = {
      ...few,
      arms: few.arms.map((arm) => ({ ...arm, testDamage: labels(40).map(() => [0.02, 10] as const) })),
      groups: { test: labels(4), testDamage: labels(40) },
      reference: { correct: labels(40).map((i) => i > 3) },
    };
    const { score, halfDamage } = robustnessDifference(twins, weak, { together: false });
    expect(score.undefinedShare).toBeGreaterThan(0);
    expect(score.undefinedShare).toBeLessThan(0.1);
    for (const value of [...score.interval, halfDamage.largerShare, halfDamage.smallerShare])
      expect(value).not.toBeNaN();
  });

  it('is the same again, other with another seed, and refuses to pair what is not a pair', () => {
    const other = request([0.1, 0.3, 0.5], { n: 50, luck: 2 });
    expect(() => robustnessDifference(weak, other, { together: true })).toThrow(InvalidInputError);
    const difference = (seed: number) => robustnessDifference(weak, other, { together: false, seed });
    expect(difference(4)).toEqual(difference(4));
    expect(difference(4).score.interval).not.toEqual(difference(5).score.interval);
  });
});
