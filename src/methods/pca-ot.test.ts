import { describe, expect, it } from 'vitest';
import { gaussianSample, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Json } from '../interventions/intervention.ts';
import { fitPooledPca } from '../transport/pooled-pca.ts';
import { fitPcaOt, fitPcaOtAtSites } from './pca-ot.ts';

const SITE = { layer: 7, point: 'resid_post' } as const;
const source = gaussianSample(1, 12, 20, { axesSeed: 1 });
const target = gaussianSample(2, 10, 20, { axesSeed: 1, spread: 0.7 });

function factsAt(intervention: ReturnType<typeof fitPcaOt>, site: string): { readonly [key: string]: Json } {
  return intervention.provenance.facts![site] as { readonly [key: string]: Json };
}

describe('fitPcaOt', () => {
  it('records method, every option with its default, and the facts', () => {
    const intervention = fitPcaOt(SITE, source, target, { rank: 2 });
    expect(intervention.provenance.method).toBe('pca-ot');
    expect(intervention.provenance.options).toEqual({
      rank: 2,
      complement: 'keep',
      shrinkage: { kind: 'none' },
      strength: 1,
      scope: 'all',
      skipFirst: false,
    });
    const facts = factsAt(intervention, 'resid_post.7');
    expect(Object.keys(facts).sort()).toEqual([
      'capturedMeanShare',
      'displacementNorm',
      'explainedVariance',
      'mapEigenvalues',
      'sourceCount',
      'sourceRank',
      'sourceShrinkage',
      'targetCount',
      'targetShrinkage',
      'wassersteinSquared',
      'wassersteinSquaredCovariance',
      'wassersteinSquaredMean',
      'zeroPosition',
    ]);
    expect(JSON.parse(JSON.stringify(intervention.provenance))).toEqual(intervention.provenance);
    expect(facts.capturedMeanShare).toBeGreaterThan(0);
    expect(facts.capturedMeanShare).toBeLessThanOrEqual(1);
    expect(facts).toMatchObject({ sourceCount: 12, targetCount: 10, sourceRank: 2, sourceShrinkage: 0 });
  });

  it('captures more of the mean difference at every further axis', () => {
    const pca = fitPooledPca(source, target);
    const shares = [1, 2, 3, 5, 9].map(
      (rank) =>
        factsAt(fitPcaOt(SITE, source, target, { rank, pca }), 'resid_post.7').capturedMeanShare as number,
    );
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('moves the source by W2, whatever the rank and the strength', () => {
    const ratio = (source.count - 1) / source.count;
    for (const rank of [1, 2, 5, 9])
      for (const strength of [1, 0.25]) {
        const facts = factsAt(fitPcaOt(SITE, source, target, { rank, strength }), 'resid_post.7');
        const [mean, covariance] = [facts.wassersteinSquaredMean, facts.wassersteinSquaredCovariance].map(
          Number,
        );
        expect(
          relativeError([Number(facts.displacementNorm) ** 2], [mean + ratio * covariance]),
        ).toBeLessThan(1e-5);
      }
  });

  it('applies strength, scope and skip-first', () => {
    const options = { rank: 2, scope: 'last-prompt', skipFirst: true } as const;
    const half = fitPcaOt(SITE, source, target, { ...options, strength: 0.5 });
    expect(half).toMatchObject({ scope: 'last-prompt', skipFirst: true });
    expect(half.provenance.options).toMatchObject({ strength: 0.5, scope: 'last-prompt', skipFirst: true });
    const full = fitPcaOt(SITE, source, target, options).maps.get('resid_post.7')!.apply(source.rows);
    const midpoint = source.rows.map((value, i) => (value + full[i]) / 2);
    expect(relativeError(half.maps.get('resid_post.7')!.apply(source.rows), midpoint)).toBeLessThan(1e-6);
  });

  it('is the same with a PCA fitted once', () => {
    const pca = fitPooledPca(source, target);
    for (const rank of [4, 1, 2])
      expect(fitPcaOt(SITE, source, target, { rank, pca })).toEqual(fitPcaOt(SITE, source, target, { rank }));
  });

  it('reports no zero position and no captured share where the means coincide', () => {
    const facts = factsAt(fitPcaOt(SITE, source, source, { rank: 1 }), 'resid_post.7');
    expect(facts).toMatchObject({ zeroPosition: null, capturedMeanShare: null });
    expect(facts.wassersteinSquared).toBeLessThan(1e-20);
  });

  it.each([
    ['rank', { rank: 10 }],
    ['rank', { rank: 0 }],
    ['rank', {}],
    ['strength', { rank: 1, strength: Number.NaN }],
    ['scope', { rank: 1, scope: 'everything' }],
    ['complement', { rank: 1, complement: 'lose' }],
    ['shrinkage weight', { rank: 1, shrinkage: { kind: 'fixed', weight: 2 } }],
    ['shrinkage', { rank: 1, shrinkage: { kind: 'none at all' } }],
  ])('names the bad option: %s in %j', (subject, options) => {
    const fit = () => fitPcaOt(SITE, source, target, options as never);
    expect(fit).toThrow(InvalidInputError);
    expect(fit).toThrow(expect.objectContaining({ subject }));
  });
});

describe('fitPcaOtAtSites', () => {
  it('holds at each site what a fit at that site alone gives', () => {
    const other = { layer: 3, point: 'mlp_out' } as const;
    const swapped = { source: target, target: source };
    const samples = new Map<typeof SITE | typeof other, typeof swapped>([
      [SITE, { source, target }],
      [other, swapped],
    ]);
    const both = fitPcaOtAtSites(samples, { rank: 3, complement: 'shift' });
    expect(both.sites).toEqual([other, SITE]);
    const single = fitPcaOt(other, target, source, { rank: 3, complement: 'shift' });
    expect(both.maps.get('mlp_out.3')).toEqual(single.maps.get('mlp_out.3'));
    expect(factsAt(both, 'mlp_out.3')).toEqual(factsAt(single, 'mlp_out.3'));
    expect(both.provenance.options).toEqual({ ...single.provenance.options, refit: 'simultaneous' });
  });

  it('refuses no sites', () => {
    expect(() => fitPcaOtAtSites([], { rank: 1 })).toThrow(/sites: are empty/);
  });
});
