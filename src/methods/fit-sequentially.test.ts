import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gaussianSample,
  gaussians,
  relativeError,
  transform,
} from '../../test/goldens/transport/gaussian-sample.ts';
import { type Activations, activationsOf } from '../activations/activations.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { fitPooledPca } from '../transport/pooled-pca.ts';
import { shrunkMoments } from '../transport/shrink-covariance.ts';
import { fitSequentially } from './fit-sequentially.ts';
import { fitPcaOt, fitPcaOtAtSites } from './pca-ot.ts';
import { directionalAblation } from './rfa.ts';

const SITES = [1, 3, 4].map((layer) => ({ layer, point: 'resid_post' }) as const);
const RANK = 2;

/** A network whose every layer is a matrix and a noise of its own a row; maps act on what the sites give out. */
function linearModel(seed: number, dimension: number) {
  const layers = SITES.map((_, l) => gaussians(seed + l, dimension * dimension).map((value) => value / 2));
  return (input: Activations, noise: number, intervention: Intervention | undefined, site: ResidualSite) => {
    let { rows } = input;
    for (const [l, here] of SITES.entries()) {
      const drawn = gaussians(noise + l, rows.length);
      rows = transform(rows, layers[l], dimension).map((value, i) => value + drawn[i]);
      const map = intervention?.maps.get(siteName(here));
      if (map) rows = map.apply(rows);
      if (here.layer === site.layer) return activationsOf(siteName(here), rows, dimension);
    }
    throw new Error('no such site');
  };
}

describe('fitSequentially', () => {
  it('carries mean and covariance at the last site onto the target, which a simultaneous fit does not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 4, max: 9 }), async (seed, dimension) => {
        const run = linearModel(seed, dimension);
        const source = gaussianSample(seed + 11, 24, dimension);
        const target = gaussianSample(seed + 12, 20, dimension, { spread: 0.5 });
        const captureUnder = async (applied: Intervention | undefined, site: ResidualSite) =>
          run(source, seed + 50, applied, site);
        const targetAt = (site: ResidualSite) => run(target, seed + 90, undefined, site);
        const sequential = await fitSequentially({
          sites: SITES,
          scope: 'all',
          fitAt: (site, h, s) => fitPcaOt(site, h, s, { rank: RANK }),
          captureUnder,
          targetAt,
        });
        const simultaneous = fitPcaOtAtSites(
          SITES.map((site) => [
            site,
            { source: run(source, seed + 50, undefined, site), target: targetAt(site) },
          ]),
          { rank: RANK },
        );
        const last = SITES[SITES.length - 1];
        const before = run(source, seed + 50, without(sequential, last), last);
        const aim = targetAt(last);
        const pca = fitPooledPca(before, aim);
        const moments = (rows: Float32Array) => {
          const { mean, covariance } = shrunkMoments(pca.project(rows, RANK), RANK, { kind: 'none' });
          return [...mean, ...covariance];
        };
        const error = (intervention: Intervention): number =>
          relativeError(moments(run(source, seed + 50, intervention, last).rows), moments(aim.rows));
        expect(error(sequential)).toBeLessThan(1e-3);
        expect(error(simultaneous)).toBeGreaterThan(10 * error(sequential));
      }),
      { numRuns: 30 },
    );
  });

  const run = linearModel(5, 6);
  const [source, target] = [gaussianSample(1, 12, 6), gaussianSample(2, 12, 6)];
  const request = {
    sites: SITES,
    scope: 'prompt',
    fitAt: (site: ResidualSite, h: Activations, s: Activations) =>
      fitPcaOt(site, h, s, { rank: 1, scope: 'prompt', strength: 0.5 }),
    captureUnder: async (applied: Intervention | undefined, site: ResidualSite) =>
      run(source, 3, applied, site),
    targetAt: (site: ResidualSite) => run(target, 4, undefined, site),
  } as const;

  it('goes in execution order, each capture under the maps before it, and keeps the facts', async () => {
    const seen: [string, string[]][] = [];
    const result = await fitSequentially({
      ...request,
      sites: SITES.toReversed(),
      captureUnder: (applied, site) => {
        seen.push([siteName(site), (applied?.sites ?? []).map(siteName)]);
        expect(applied?.scope ?? 'prompt').toBe('prompt');
        return request.captureUnder(applied, site);
      },
    });
    expect(seen).toEqual([
      ['resid_post.1', []],
      ['resid_post.3', ['resid_post.1']],
      ['resid_post.4', ['resid_post.1', 'resid_post.3']],
    ]);
    expect(result.sites).toEqual(SITES);
    expect(result.provenance).toMatchObject({
      method: 'pca-ot',
      options: { refit: 'sequential', strength: 0.5, scope: 'prompt', rank: 1 },
    });
    expect(Object.keys(result.provenance.facts!)).toEqual(SITES.map(siteName));
    const first = request.fitAt(SITES[0], run(source, 3, undefined, SITES[0]), request.targetAt(SITES[0]));
    expect(result.maps.get('resid_post.1')).toEqual(first.maps.get('resid_post.1'));
  });

  it.each([
    ['no site', { sites: [] }, /sites: are empty/],
    ['a site twice', { sites: [SITES[0], SITES[0]] }, /resid_post\.1 is given twice/],
    ['scope generated', { scope: 'generated' }, /scope: .*nothing would be refitted/],
    ['fits of another scope', { scope: 'all' }, /fit at resid_post\.1 has prompt, not all/],
    [
      'a method that acts elsewhere',
      { fitAt: () => directionalAblation(1, Float32Array.of(1, 2), { scope: 'prompt' }) },
      /rfa fitted at resid_post\.1 acts on resid_pre\.0/,
    ],
  ])('refuses %s', async (_, change, message) => {
    const fitting = fitSequentially({ ...request, ...(change as object) });
    await expect(fitting).rejects.toThrow(InvalidInputError);
    await expect(fitting).rejects.toThrow(message);
  });

  it('stops between two sites when aborted', async () => {
    const controller = new AbortController();
    const fitting = fitSequentially({
      ...request,
      captureUnder: async (applied, site) => {
        controller.abort(new Error('stop'));
        return request.captureUnder(applied, site);
      },
      signal: controller.signal,
    });
    await expect(fitting).rejects.toThrow('stop');
  });
});

function without({ maps, provenance }: Intervention, site: ResidualSite): Intervention {
  const kept = SITES.filter(({ layer }) => layer !== site.layer);
  return new Intervention({ maps: kept.map((here) => [here, maps.get(siteName(here))!]), provenance });
}
