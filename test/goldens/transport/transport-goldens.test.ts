import { describe, expect, it } from 'vitest';
import { activationsOf } from '../../../src/activations/activations.ts';
import type { Intervention } from '../../../src/interventions/intervention.ts';
import { fitAce } from '../../../src/methods/ace.ts';
import { fitActAdd } from '../../../src/methods/act-add.ts';
import { meanDifference } from '../../../src/methods/mean-difference.ts';
import { fitMeanShift } from '../../../src/methods/mean-shift.ts';
import { fitPcaOt } from '../../../src/methods/pca-ot.ts';
import { directionalAblation } from '../../../src/methods/rfa.ts';
import { fitGaussianTransport } from '../../../src/transport/gaussian-transport.ts';
import { COMPLEMENTS } from '../../../src/transport/lift.ts';
import { fitPooledPca } from '../../../src/transport/pooled-pca.ts';
import { relativeError } from './gaussian-sample.ts';
import goldens from './transport-goldens.json' with { type: 'json' };

const SITE = { layer: 3, point: 'resid_post' } as const;

/** 12 significant digits are stored. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(relativeError(actual, expected)).toBeLessThan(1e-9);
}

describe.each(goldens.samples)('$name', (golden) => {
  const d = golden.dimension;
  const source = activationsOf('source', Float32Array.from(golden.source), d);
  const target = activationsOf('target', Float32Array.from(golden.target), d);
  const rows = Float32Array.from([...source.rows.subarray(0, 2 * d), ...target.rows.subarray(0, d)]);
  const pca = fitPooledPca(source, target);

  function expectMap(intervention: Intervention, expected: number[]): void {
    for (const map of intervention.maps.values())
      expect(relativeError(map.apply(rows), expected, 1)).toBeLessThan(1e-5);
  }

  it('agrees on the baselines', () => {
    expectMap(fitAce(SITE, source, target), golden.ace);
    expectMap(fitActAdd(SITE, source, target), golden.actAdd);
    expectMap(directionalAblation(2, meanDifference(source, target).direction), golden.rfa);
  });

  describe.each(golden.cases)('K = $rank', (expected) => {
    const { rank } = expected;

    it('agrees on PCA, moments, map and distance', () => {
      const transport = fitGaussianTransport(source, target, { rank, pca });
      expectClose(transport.basis, expected.basis);
      expectClose(pca.explainedVariance(rank), expected.explained);
      expectClose(transport.source.mean, expected.sourceMean);
      expectClose(transport.target.mean, expected.targetMean);
      expectClose(transport.source.covariance, expected.sourceCovariance);
      expectClose(transport.target.covariance, expected.targetCovariance);
      expectClose(transport.linear, expected.linear);
      expectClose([transport.distance.squared], [expected.wassersteinSquared]);
      expectClose([transport.distance.mean], [expected.wassersteinMean]);
    });

    it.each(['ledoit-wolf', 'oas'] as const)('agrees on %s shrinkage', (kind) => {
      const transport = fitGaussianTransport(source, target, { rank, pca, shrinkage: { kind } });
      expectClose([transport.source.intensity], [expected.shrunk[kind].source]);
      expectClose([transport.target.intensity], [expected.shrunk[kind].target]);
      expectClose(transport.linear, expected.shrunk[kind].linear);
    });

    it.each(COMPLEMENTS)('agrees on the lifted map, complement %s', (complement) => {
      expectMap(fitPcaOt(SITE, source, target, { rank, complement, pca }), expected[complement]);
    });

    it('agrees on mean-shift and on the facts', () => {
      expectMap(fitMeanShift(SITE, source, target, { rank }), expected.meanShift);
      const facts = fitPcaOt(SITE, source, target, { rank }).provenance.facts?.['resid_post.3'] as Record<
        string,
        number
      >;
      expectClose(
        [facts.capturedMeanShare, facts.zeroPosition],
        [expected.capturedMeanShare, golden.zeroPosition],
      );
    });
  });
});
