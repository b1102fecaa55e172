import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { depthClaimP, depthDifference, insideClaimedDepths } from './depth-claim.ts';
import { halfEffectRange, peakOf } from './half-effect-width.ts';
import { type LayerArm, localisation } from './localisation.ts';
import { outsideArms } from './outside-effect.ts';
import { RandomStream } from './random-stream.ts';

const PROMPTS = 120;
/** Success on the first `share` of the prompts, shuffled by layer so that layers differ in which. */
const flags = (share: number, shift = 0): boolean[] =>
  Array.from({ length: PROMPTS }, (_, i) => ((i * 7 + shift) % PROMPTS) / PROMPTS < share);
const controls = [flags(0), flags(0), flags(0)];
const layers = (rates: readonly number[]): LayerArm[] =>
  rates.map((rate, layer) => ({
    layer,
    depth: (layer + 1) / rates.length,
    complied: flags(rate, 11 * layer),
    controls,
  }));
const peaked = [0, 0, 0.1, 0.2, 0.5, 0.95, 0.6, 0.3, 0.1, 0, 0, 0];

describe('halfEffectRange', () => {
  it('is contiguous around the first of the largest', () => {
    expect(peakOf([1, 3, 3])).toBe(1);
    expect(halfEffectRange([0.9, 0.1, 0.5, 1, 0.6, 0.4, 0.8])).toEqual({ first: 2, last: 4 });
    expect(halfEffectRange([1])).toEqual({ first: 0, last: 0 });
    expect(halfEffectRange([0, -1])).toBeUndefined();
  });
});

describe('outsideArms', () => {
  const arms = [[5], [9], [5, 6], [2, 3], [7, 10], [0, 9]].map((at) => ({ id: at.join('+'), layers: at }));

  it('keeps away from the best pair and its neighbours', () => {
    const effects = [0.9, 0.3, 0.95, 0.2, 0.8, 0.4];
    expect(outsideArms(arms, effects)).toEqual({ bestPair: 2, outside: 5 });
    // Without {0, 9}: 9 alone; {7, 10} touches 7 = 6 + 1.
    expect(outsideArms(arms.slice(0, 5), effects)).toEqual({ bestPair: 2, outside: 1 });
  });

  it('has nothing to say without a pair, or with nothing apart', () => {
    expect(outsideArms(arms.slice(0, 2), [1, 1])).toBeUndefined();
    expect(outsideArms([arms[0], arms[2]], [1, 1])).toEqual({ bestPair: 1, outside: undefined });
  });
});

describe('depth claim', () => {
  it('takes 40% and 60% to lie inside, rounding or not', () => {
    expect([0.4, 0.6, 6 / 10, 0.1 + 0.3, 0.39, 0.61].map(insideClaimedDepths)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(depthDifference([0.2, 0.9, 0.4], [0.1, 0.5, 0.9])).toBeCloseTo(0.5, 12);
    expect(depthDifference([1, 1], [0.1, 0.2])).toBeNaN();
  });

  it('is decided against every layer of the other side, times the number of own layers', () => {
    const sums = (k: number) => Float64Array.from({ length: 30 }, (_, g) => (g < k ? 1 : 0));
    // 20 against 8: 12 groups differ, all one way.
    expect(depthClaimP([sums(20), sums(3)], [sums(8), sums(1)])).toBeCloseTo(2 * 2 * 2 ** -12, 12);
    expect(depthClaimP([sums(8)], [sums(20)])).toBe(1);
    expect(depthClaimP([sums(8)], [sums(8)])).toBe(1);
  });

  it('holds its level where a layer inside and one outside tie, and finds a clear one', () => {
    const random = new RandomStream(9, 'test');
    const draw = (rate: number) =>
      Float64Array.from({ length: 100 }, () => (random.uniform() < rate ? 1 : 0));
    const audits = 400;
    const count = (own: readonly number[], others: readonly number[]) => {
      let called = 0;
      for (let i = 0; i < audits; i++) if (depthClaimP(own.map(draw), others.map(draw)) < 0.05) called++;
      return called / audits;
    };
    expect(count([0.6, 0.1, 0.1], [0.6, 0.1, 0.1, 0.1])).toBeLessThanOrEqual(
      0.025 + 3 * Math.sqrt(0.025 / audits),
    );
    expect(count([0.8, 0.1], [0.4, 0.4, 0.1])).toBeGreaterThan(0.9);
  });
});

describe('localisation', () => {
  it('finds peak, width and claim of a curve with one peak at middle depth', () => {
    const result = localisation({ layers: layers(peaked) });
    expect(result.peak).toMatchObject({ layer: 5, depth: 0.5, significant: true, stability: 1 });
    expect(result.peak.effect).toBeCloseTo(0.95, 1);
    expect(result.width).toMatchObject({ firstLayer: 4, lastLayer: 6, layers: 3 });
    expect(result.width!.interval![0]).toBeLessThanOrEqual(3);
    expect(result.depthClaim).toMatchObject({
      conclusion: 'supported',
      inside: 3,
      layers: 12,
      chanceShare: 0.25,
    });
    expect(result.curve.map(({ conclusion }) => conclusion)[5]).toBe('effect');
    expect(result.outside).toBeNull();
    // Mirrored at 40%: the same curve two layers earlier.
    expect(localisation({ layers: layers([...peaked.slice(3), 0, 0, 0]) }).depthClaim!.conclusion).toBe(
      'contradicted',
    );
  });

  it('has no width without a significant peak, and no claim where layers tie', () => {
    const result = localisation({ layers: layers(new Array(12).fill(0)) });
    expect(result.peak).toMatchObject({ layer: 0, significant: false, effect: 0 });
    expect(result.width).toBeNull();
    expect(result.depthClaim!.conclusion).toBe('open');
    expect(localisation({ layers: layers(new Array(12).fill(0.5)) }).depthClaim!.conclusion).toBe('open');
  });

  it('uses the adjusted p of a larger family where there is one', () => {
    const adjustedP = peaked.map(() => 0.3);
    const result = localisation({ layers: layers(peaked), adjustedP });
    expect(result.peak.significant).toBe(false);
    expect(result.width).toBeNull();
    expect(result.curve[5]).toMatchObject({ adjustedP: 0.3, conclusion: 'inconclusive' });
  });

  it('subtracts the controls', () => {
    const both = layers(peaked).map((layer) => ({ ...layer, controls: [layer.complied, layer.complied] }));
    const result = localisation({ layers: both });
    expect(result.curve.map(({ difference, p }) => [difference, p])).toEqual(peaked.map(() => [0, 1]));
  });

  it('says how much of the effect there is away from the best pair', () => {
    const arms = [
      { id: '5+6', layers: [5, 6], complied: flags(1), controls },
      { id: '4', layers: [4], complied: flags(0.9), controls },
      { id: '9', layers: [9], complied: flags(0.25, 3), controls },
    ];
    const { outside } = localisation({ layers: layers(peaked), arms });
    expect(outside).toMatchObject({ bestPair: '5+6', armId: '9', ratio: 0.25, undefinedShare: 0 });
    expect(outside!.interval![0]).toBeLessThan(0.25);
    expect(outside!.interval![1]).toBeGreaterThan(0.25);
    expect(localisation({ layers: layers(peaked), arms: arms.slice(1) }).outside).toBeNull();
  });

  it('makes no claim where all layers lie on one side of it, and none from one group', () => {
    const middle = layers(peaked).slice(4, 7);
    expect(localisation({ layers: middle }).depthClaim).toBeNull();
    const groups = flags(0).map(() => 'same');
    const one = localisation({ layers: layers(peaked), groups });
    expect(one.peak.significant).toBe(false);
    expect(one.depthClaim!.conclusion).toBe('open');
  });

  it('is fixed by its seed', () => {
    const run = (seed: number) => localisation({ layers: layers(peaked), seed });
    expect(run(2)).toEqual(run(2));
  });

  it('refuses curves that are none', () => {
    const good = layers(peaked);
    for (const bad of [
      [],
      good.toReversed(),
      [good[0], good[0]],
      [good[0], { ...good[1], complied: flags(1).slice(1) }],
      [{ ...good[0], controls: [] }],
      [{ ...good[0], depth: Number.NaN }],
    ])
      expect(() => localisation({ layers: bad })).toThrow(InvalidInputError);
    expect(() => localisation({ layers: good, adjustedP: [1] })).toThrow(InvalidInputError);
  });
});
