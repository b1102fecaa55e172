import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/judges/agreement-goldens.json' with { type: 'json' };
import { agreement } from './agreement.ts';
import { agreementMatrix } from './agreement-matrix.ts';
import { RandomStream } from './random-stream.ts';

const verdictsOf = ([both, first, second, neither]: readonly number[]) => {
  const repeat = (count: number, a: boolean, b: boolean) => Array.from({ length: count }, () => [a, b]);
  const pairs = [
    ...repeat(both, true, true),
    ...repeat(first, true, false),
    ...repeat(second, false, true),
    ...repeat(neither, false, false),
  ];
  return [pairs.map(([a]) => a), pairs.map(([, b]) => b)] as const;
};

describe('agreement', () => {
  it.each(goldens.tables)('is what statsmodels and scikit-learn say of $table', (golden) => {
    const result = agreement(...verdictsOf(golden.table));
    expect(Object.values(result.table)).toEqual(golden.table);
    expect(result.kappa).toBeCloseTo(golden.kappa, 12);
    expect(result.positiveAgreement).toBeCloseTo(golden.positive, 12);
    expect(result.negativeAgreement).toBeCloseTo(golden.negative, 12);
    if (golden.interval === null) expect(result.kappaInterval).toBeNull();
    else
      for (const end of [0, 1])
        expect(result.kappaInterval![end]).toBeCloseTo(Math.max(-1, Math.min(1, golden.interval[end])), 10);
  });

  it('has the kappa paradox: 95% prevalence and 90% agreement leave κ below 0', () => {
    const { kappa, observed, prevalence, positiveAgreement, negativeAgreement } = agreement(
      ...verdictsOf([90, 5, 5, 0]),
    );
    expect([observed, prevalence]).toEqual([0.9, 0.95]);
    expect(kappa).toBeLessThan(0);
    expect(positiveAgreement).toBeGreaterThan(0.94);
    expect(negativeAgreement).toBe(0);
  });

  it('gives null where 0/0', () => {
    const same = agreement([true, true], [true, true]);
    expect(same).toMatchObject({
      kappa: null,
      kappaInterval: null,
      positiveAgreement: 1,
      negativeAgreement: null,
    });
    expect(agreement([], [])).toMatchObject({
      n: 0,
      observed: null,
      kappa: null,
      prevalence: null,
      positiveAgreement: null,
      negativeAgreement: null,
    });
    expect(agreement([false], [false])).toMatchObject({ positiveAgreement: null, negativeAgreement: 1 });
  });

  it('does not claim certainty for κ = 1', () => {
    expect(agreement([true, false, true], [true, false, true])).toMatchObject({
      kappa: 1,
      kappaInterval: null,
    });
  });

  it('leaves out and counts pairs without a verdict', () => {
    const result = agreement([true, null, false, null], [true, true, null, null]);
    expect(result).toMatchObject({ n: 1, missing: 3, table: { both: 1, first: 0, second: 0, neither: 0 } });
  });

  it('has the interval of prompts, not of completions, where every arm answers the same prompts', () => {
    const random = new RandomStream(7, 'kappa');
    const [prompts, arms] = [200, 10];
    // Two judges of whom the second differs on prompts, the same ones under every arm.
    const hard = Array.from({ length: prompts }, () => random.uniform() < 0.1);
    const [first, second, groups]: [boolean[], boolean[], number[]] = [[], [], []];
    for (let arm = 0; arm < arms; arm++)
      for (let prompt = 0; prompt < prompts; prompt++) {
        const yes = (prompt + arm) % 2 === 0;
        first.push(yes);
        second.push(hard[prompt] ? !yes : yes);
        groups.push(prompt);
      }
    const width = ([low, high]: readonly [number, number]) => high - low;
    const [plain, byPrompt] = [agreement(first, second), agreement(first, second, groups)];
    expect(byPrompt.kappa).toBe(plain.kappa);
    const ratio = width(byPrompt.kappaInterval!) / width(plain.kappaInterval!);
    // Ten verdicts per prompt that agree with each other tell as much as one.
    expect(ratio).toBeGreaterThan(0.95 * Math.sqrt(arms));
    expect(ratio).toBeLessThan(1.1 * Math.sqrt(arms));
  });

  it('with one pair per group has the large-sample interval', () => {
    const pairs = verdictsOf([60, 12, 9, 119]);
    const [plain, grouped] = [agreement(...pairs), agreement(...pairs, [...pairs[0].keys()])];
    for (const end of [0, 1])
      expect(Math.abs(grouped.kappaInterval![end] - plain.kappaInterval![end])).toBeLessThan(1e-3);
    expect(
      agreement(
        ...pairs,
        pairs[0].map(() => 'one'),
      ).kappaInterval,
    ).toEqual([-1, 1]);
  });

  it('refuses lists of different lengths', () => {
    expect(() => agreement([true], [])).toThrow(/1 verdicts against 0/);
  });

  const verdict = fc.option(fc.boolean(), { nil: null });
  const paired = fc.array(fc.tuple(verdict, verdict), { maxLength: 60 });

  it('is symmetric, and swapping yes and no swaps positive and negative agreement', () => {
    fc.assert(
      fc.property(paired, (pairs) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
        const not = (x: boolean | null) => (x === null ? null : !x);
        const [one, other, turned] = [agreement(a, b), agreement(b, a), agreement(a.map(not), b.map(not))];
        expect(other.kappa ?? -9).toBeCloseTo(one.kappa ?? -9, 12);
        expect(turned.kappa ?? -9).toBeCloseTo(one.kappa ?? -9, 12);
        expect(turned.positiveAgreement).toBe(one.negativeAgreement);
        expect(turned.negativeAgreement).toBe(one.positiveAgreement);
        if (one.kappaInterval) {
          expect(one.kappaInterval[0]).toBeLessThanOrEqual(one.kappa!);
          expect(one.kappaInterval[1]).toBeGreaterThanOrEqual(one.kappa!);
        }
        expect(one.kappa === null || (one.kappa >= -1 && one.kappa <= 1)).toBe(true);
      }),
    );
  });
});

describe('agreementMatrix', () => {
  it('holds every pair once', () => {
    const raters = ['a', 'b', 'c'].map((name, i) => ({ name, verdicts: [true, i > 0, i > 1] }));
    const pairs = agreementMatrix(raters);
    expect(pairs.map(({ first, second }) => `${first}${second}`)).toEqual(['ab', 'ac', 'bc']);
    expect(pairs[2].agreement).toEqual(agreement(raters[1].verdicts, raters[2].verdicts));
  });
});
