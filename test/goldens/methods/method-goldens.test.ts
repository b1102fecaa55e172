import { describe, expect, it } from 'vitest';
import { activationsOf } from '../../../src/activations/activations.ts';
import type { Intervention } from '../../../src/interventions/intervention.ts';
import { fitGaussianAct } from '../../../src/methods/gaussian-act.ts';
import { fitLeace } from '../../../src/methods/leace.ts';
import { fitLinearAct } from '../../../src/methods/linear-act.ts';
import { fitMeanAct } from '../../../src/methods/mean-act.ts';
import { fitSom, somDirections } from '../../../src/methods/som.ts';
import type { CovarianceShrinkage } from '../../../src/transport/shrink-covariance.ts';
import { relativeError } from '../transport/gaussian-sample.ts';
import goldens from './method-goldens.json' with { type: 'json' };
import { factsAt, SITE } from './sample-classes.ts';

describe.each(goldens.samples)('$name', (golden) => {
  const d = golden.dimension;
  const source = activationsOf('source', Float32Array.from(golden.source), d);
  const target = activationsOf('target', Float32Array.from(golden.target), d);
  const rows = Float32Array.from([
    ...source.rows.subarray(0, 2 * d),
    ...target.rows.subarray(0, d),
    ...source.rows.subarray(0, d).map((value) => 3 * value),
  ]);

  function expectMap(intervention: Intervention, expected: number[]): void {
    for (const map of intervention.maps.values())
      expect(relativeError(map.apply(rows), expected)).toBeLessThan(1e-5);
  }

  function expectFact(intervention: Intervention, fact: string, expected: number): void {
    expect(relativeError([Number(factsAt(intervention)[fact])], [expected])).toBeLessThan(1e-5);
  }

  it.each(['all', 'q0-100'] as const)('agrees on linear-act, support %s', (support) => {
    const fitted = fitLinearAct(SITE, source, target, { support });
    expectMap(fitted, golden.linear[support]);
    expect(factsAt(fitted).leftAlone).toBe(1);
    if (support === 'all') expectFact(fitted, 'displacementNorm', golden.linear.displacement);
  });

  it('agrees on gaussian-act and mean-act', () => {
    const fitted = fitGaussianAct(SITE, source, target);
    expectMap(fitted, golden.gaussian.rows);
    expectFact(fitted, 'displacementNorm', golden.gaussian.displacement);
    expectMap(fitMeanAct(SITE, source, target), golden.mean);
  });

  it.each(golden.leace)('agrees on LEACE, shrinkage $label', (expected) => {
    const shrinkage = expected.shrinkage as CovarianceShrinkage;
    const fitted = fitLeace(SITE, source, target, { shrinkage });
    expectMap(fitted, expected.rows);
    expectFact(fitted, 'shrinkageIntensity', expected.intensity);
    expectFact(fitted, 'displacementNorm', expected.displacement);
  });

  it.each(golden.som)('agrees on the map of $grid neurons and the ablation of its span', (expected) => {
    const grid = [expected.grid[0], expected.grid[1]] as const;
    const options = { grid, iterations: 60, sigma: [1, 0.3] } as const;
    const directions = somDirections(source, target, options);
    expect(
      relativeError(
        directions.flatMap((direction) => [...direction]),
        expected.directions,
      ),
    ).toBeLessThan(1e-9);
    const fitted = fitSom(2, SITE, source, target, options);
    expect(factsAt(fitted)).toMatchObject({ wins: expected.wins, directionsKept: expected.kept });
    expectMap(fitted, expected.rows);
  });
});
