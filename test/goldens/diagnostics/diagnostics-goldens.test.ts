import { describe, expect, it } from 'vitest';
import { siteDiagnostics } from '../../../src/diagnostics/site-diagnostics.ts';
import type { Sample } from '../../../src/linalg/sample.ts';
import { andersonDarlingTest } from '../../../src/statistics/anderson-darling.ts';
import { auroc } from '../../../src/statistics/auroc.ts';
import { energyTest } from '../../../src/statistics/energy-test.ts';
import { logNormalTails } from '../../../src/statistics/normal-tail.ts';
import { RandomStream } from '../../../src/statistics/random-stream.ts';
import { relativeError } from '../transport/gaussian-sample.ts';
import goldens from './diagnostics-goldens.json' with { type: 'json' };

describe('the tails of the normal distribution', () => {
  it.each(goldens.tails)('agree with scipy at $x', ({ x, above, below }) => {
    const tails = logNormalTails(x);
    expect(relativeError([tails.above], [above])).toBeLessThan(1e-11);
    expect(relativeError([tails.below], [below])).toBeLessThan(1e-11);
  });
});

describe('Anderson–Darling', () => {
  it.each(goldens.andersonDarling)('agrees with scipy on a sample: $name', ({ sample, statistic, p }) => {
    const test = andersonDarlingTest(sample)!;
    expect(relativeError([test.statistic], [statistic])).toBeLessThan(1e-8);
    // Two Monte-Carlo estimates of one probability, 10,000 draws each.
    expect(Math.abs(test.p - p)).toBeLessThan(4 * Math.sqrt((2 * p * (1 - p)) / 10_000) + 1e-4);
  });
});

describe('the energy test', () => {
  it.each(goldens.energy)('agrees with scipy, K = $size', ({ size, first, second, statistic, p }) => {
    const test = energyTest(Float64Array.from(first), Float64Array.from(second), size, {
      permutations: 4999,
      random: new RandomStream(1, 'golden'),
    });
    expect(relativeError([test.statistic], [statistic])).toBeLessThan(1e-10);
    expect(Math.abs(test.p - p)).toBeLessThan(4 * Math.sqrt((2 * p * (1 - p)) / 5000) + 2e-4);
  });
});

describe('AUROC', () => {
  it.each(goldens.auroc)('agrees with scikit-learn: $value', ({ positives, negatives, value, low, high }) => {
    const area = auroc(positives, negatives);
    expect(area.value).toBeCloseTo(value, 12);
    expect(area.interval[0]).toBeCloseTo(low, 8);
    expect(area.interval[1]).toBeCloseTo(high, 8);
  });
});

describe.each(goldens.sites)('siteDiagnostics, $name', (golden) => {
  const sample = (values: readonly number[]): Sample => ({
    rows: Float32Array.from(values),
    count: values.length / golden.dimension,
    dimension: golden.dimension,
  });
  const found = siteDiagnostics({
    fitSource: sample(golden.fitSource),
    fitTarget: sample(golden.fitTarget),
    heldOutSource: sample(golden.heldOutSource),
    heldOutTarget: sample(golden.heldOutTarget),
    rank: golden.rank,
    permutations: 2000,
  });
  const agree = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-7): void => {
    expect(relativeError(actual, expected)).toBeLessThan(tolerance);
  };

  it('agrees about the means', () => {
    agree([found.zeroPosition!], [golden.zeroPosition]);
    agree([found.zeroDeviations!], [golden.zeroDeviations]);
    agree([found.capturedMeanShare!], [golden.capturedMeanShare]);
    agree([found.capturedMeanShareByRank.at(-1)!], [golden.capturedMeanShare]);
  });

  it('agrees about the covariances', () => {
    agree(found.explainedVariance, golden.explainedVariance);
    agree([found.source.effectiveRank!, found.target.effectiveRank!], golden.effectiveRank);
    agree([found.source.shrinkage, found.target.shrinkage], golden.shrinkage);
    const { source, target } = found.subspaceShrinkage;
    expect(relativeError([source, target], golden.subspaceShrinkage, 1e-3)).toBeLessThan(1e-7);
    agree(found.map.eigenvalues, golden.eigenvalues);
  });

  it('agrees about the band, which is drawn anew', () => {
    agree(found.map.band, golden.band, 0.05);
  });

  it('agrees about the held-out distance and what the map removes of it', () => {
    const { before, after, reduction } = found.heldOutDistance;
    agree([before.squared, after.squared], [golden.distanceBefore, golden.distanceAfter], 1e-6);
    agree([before.permutationMedian], [golden.medianBefore], 0.1);
    agree([after.permutationMedian], [golden.medianAfter], 0.1);
    // Where no distance is shown there is none to reduce.
    if (before.p >= 0.05) expect(reduction).toBeNull();
    else expect(Math.abs(reduction! - golden.reduction)).toBeLessThan(0.03);
  });

  it('agrees about Gaussianity', () => {
    const statistics = (along: (line: number | string) => boolean) =>
      found.gaussianity.tests.filter((test) => along(test.along)).map(({ statistic }) => statistic!);
    agree(
      statistics((line) => typeof line === 'number'),
      golden.andersonDarling,
      1e-6,
    );
    agree(
      statistics((line) => golden.rank === 1 || line === 'mean difference'),
      golden.andersonDarlingAlong,
      1e-6,
    );
    agree([found.energy.statistic], [golden.energy], 1e-6);
  });

  it('agrees about the probes', () => {
    expect(found.probe.meanDifference.value).toBeCloseTo(golden.probe, 12);
    expect(found.probe.subspace.value).toBeCloseTo(golden.subspaceProbe, 12);
  });
});
