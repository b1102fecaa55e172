import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { concludePaired } from './conclude-paired.ts';
import { controlTest } from './control-test.ts';
import { correctedRate } from './corrected-rate.ts';
import { designEffect } from './design-effect.ts';
import { groupBootstrap } from './group-bootstrap.ts';
import { minimumDetectableDifference } from './minimum-detectable-difference.ts';
import { pairedDifferenceTest } from './paired-difference-test.ts';
import { pairedTest } from './paired-test.ts';
import { rateOfFlags } from './rate.ts';
import { signFlipTest } from './sign-flip.ts';

describe('what cannot be computed is refused by a typed error', () => {
  it.each<[string, () => unknown]>([
    ['NaN among values', () => designEffect([1, Number.NaN], ['a', 'b'])],
    ['labels of other prompts', () => designEffect([1, 0], ['a'])],
    ['no value', () => designEffect([])],
    ['NaN among group differences', () => signFlipTest([1, Number.NaN])],
    ['an infinite group difference', () => signFlipTest([1, Number.POSITIVE_INFINITY])],
    ['no random signs', () => signFlipTest([Math.SQRT2], { flips: 0 })],
    ['arms of other lengths', () => pairedTest([true], [true, false])],
    ['arms without prompts', () => pairedTest([], [])],
    ['groups of other lengths', () => pairedTest([true], [true], ['a', 'b'])],
    ['NaN among differences', () => pairedDifferenceTest([Number.NaN])],
    ['a difference beyond 1', () => pairedDifferenceTest([0, 1.5])],
    ['no draw', () => controlTest([true], [])],
    ['draws of other lengths', () => controlTest([true], [[true, false]])],
    ['NaN among p-values', () => concludePaired([{ p: Number.NaN, interval: [0, 0] }])],
    ['more successes than trials', () => correctedRate(5, 4, { k: 9, n: 10 }, { k: 9, n: 10 })],
    ['a judge without labels', () => correctedRate(1, 4, { k: 0, n: 0 }, { k: 9, n: 10 })],
    ['a design effect below 1', () => minimumDetectableDifference(100, 0.2, { deff: 0.5 })],
    ['a design effect that is none', () => minimumDetectableDifference(100, 0.2, { deff: Number.NaN })],
    ['an empty family', () => minimumDetectableDifference(100, 0.2, { family: 0 })],
    ['groups of flags of another length', () => rateOfFlags([true, false], ['a'])],
    ['a split without groups', () => groupBootstrap({ groups: [0], statistic: () => [0] })],
    ['no split', () => groupBootstrap({ groups: [], statistic: () => [0] })],
    ['a fractional seed', () => groupBootstrap({ groups: [3], statistic: () => [0], seed: 0.5 })],
    ['too few replicates', () => groupBootstrap({ groups: [3], statistic: () => [0], replicates: 10 })],
  ])('%s', (_, compute) => {
    expect(compute).toThrow(InvalidInputError);
  });
});
