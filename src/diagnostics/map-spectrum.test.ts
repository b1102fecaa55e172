import { describe, expect, it } from 'vitest';
import { gaussians } from '../../test/goldens/transport/gaussian-sample.ts';
import type { Sample } from '../linalg/sample.ts';
import { RandomStream } from '../statistics/random-stream.ts';
import { fitGaussianTransport } from '../transport/gaussian-transport.ts';
import { mapSpectrum } from './map-spectrum.ts';

function isotropic(seed: number, count: number, dimension: number, offset = 0): Sample {
  return {
    rows: Float32Array.from(gaussians(seed, count * dimension), (value, i) =>
      i % dimension === 0 ? value + offset : value,
    ),
    count,
    dimension,
  };
}

function spectrum(source: Sample, target: Sample, rank: number, permutations: number) {
  const transport = fitGaussianTransport(source, target, { rank });
  return mapSpectrum(
    transport,
    transport.pca.project(source.rows, rank),
    transport.pca.project(target.rows, rank),
    { permutations, random: new RandomStream(0, 'test'), shrinkage: { kind: 'none' } },
  );
}

describe('mapSpectrum', () => {
  it('has about the known band of equal covariances at n = 128, K = 16', () => {
    const { band } = spectrum(isotropic(1, 128, 16), isotropic(2, 128, 16), 16, 199);
    expect(band[0]).toBeGreaterThan(0.48);
    expect(band[0]).toBeLessThan(0.6);
    expect(band[1]).toBeGreaterThan(1.67);
    expect(band[1]).toBeLessThan(2.05);
  });

  it('has the same band however far apart the means are', () => {
    const near = spectrum(isotropic(1, 40, 3), isotropic(2, 40, 3), 3, 299);
    const far = spectrum(isotropic(1, 40, 3), isotropic(2, 40, 3, 1000), 3, 299);
    expect(Math.abs(far.band[0] - near.band[0])).toBeLessThan(0.05);
    expect(Math.abs(far.band[1] - near.band[1])).toBeLessThan(0.1);
  });

  it('leaves equal covariances inside about 95 times of 100 at K = 1', () => {
    let outside = 0;
    for (let seed = 0; seed < 200; seed++)
      if (spectrum(isotropic(2 * seed, 30, 1), isotropic(2 * seed + 1, 30, 1, 3), 1, 99).outsideBand)
        outside++;
    expect(outside).toBeGreaterThan(1);
    expect(outside).toBeLessThan(24);
  });
});
