import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { RESIDUAL_POINTS, type ResidualSite, siteName } from '../../src/interventions/residual-site.ts';
import { gaussians } from '../goldens/transport/gaussian-sample.ts';
import { loadGolden, relativeError } from './goldens.ts';
import { TRANSFORMERS_KIND } from './transformers-kind.ts';

const golden = loadGolden('llama31');
const d = golden.checkpoint.config.hiddenSize;
const sequences = golden.prompts.map((tokens) => ({ tokens }));
const random = (seed: number, length: number, size: number): Float32Array =>
  Float32Array.from(gaussians(seed, length), (value) => size * value);

function mapOf(rank: number, range?: AffineMap['range']): AffineMap {
  return new AffineMap({
    scale: random(1, d, 0.4),
    origin: random(2, d, 1),
    basis: random(3, d * rank, 0.3),
    gain: random(4, rank * d, 0.3),
    shift: random(5, d, 1),
    ...(range ? { range } : {}),
  });
}

const everywhere = { lower: new Float32Array(d).fill(-Infinity), upper: new Float32Array(d).fill(Infinity) };
const intervene = (...maps: [ResidualSite, AffineMap][]): Intervention =>
  new Intervention({ maps, provenance: { method: 'test', options: {} } });

type Open = (checkpoint: Checkpoint) => Promise<Engine>;
const onnx =
  (options: OnnxEngineOptions): Open =>
  (checkpoint) =>
    OnnxEngine.open(checkpoint, options);
const KINDS: (readonly [string, Open])[] = [
  ['whole graph', onnx({ reuse: false })],
  ['resuming from unattacked states', onnx({ reuse: true })],
  ['one graph with every port', onnx({ universal: true })],
  ['chain of one-block segments', onnx({ layersPerSegment: 1 })],
  ...TRANSFORMERS_KIND,
];

describe.each(KINDS)('clipped maps, %s', (_, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open(golden.checkpoint);
  });
  afterAll(() => engine.dispose());

  const capture = async (site: ResidualSite, intervention?: Intervention): Promise<Float32Array> => {
    const request = { sequences, sites: [site], positions: 'all' as const };
    return (await engine.capture(intervention ? { ...request, intervention } : request)).get(siteName(site))!;
  };
  /** Bounds that keep about a third of the values, infinite in every fifth coordinate. */
  const rangeFor = (rows: Float32Array): NonNullable<AffineMap['range']> => {
    const bound = (share: number, open: number) =>
      Float32Array.from({ length: d }, (_, j) => {
        const values = Array.from({ length: rows.length / d }, (_, n) => rows[n * d + j]).sort(
          (a, b) => a - b,
        );
        // Between two values: which side of the bound a value lies on must not hang on its last bit.
        const at = Math.floor(share * values.length);
        return j % 5 === 0 ? open : (values[at] + values[at + 1]) / 2;
      });
    return { lower: bound(0.2, -Infinity), upper: bound(0.5, Infinity) };
  };

  it.each(RESIDUAL_POINTS.flatMap((point) => [0, 1, 3].map((rank) => [point, rank] as const)))(
    'at %s with rank %i is AffineMap.apply on the plain rows',
    async (point, rank) => {
      const site = { layer: 2, point };
      const plain = await capture(site);
      const clipped = mapOf(rank, rangeFor(plain));
      const expected = clipped.apply(plain);
      expect(relativeError(await capture(site, intervene([site, clipped])), expected)).toBeLessThanOrEqual(
        2e-5,
      );
      // The bounds matter: they keep a part of the rows as they are.
      const kept = expected.filter((value, i) => value === plain[i]).length / plain.length;
      expect(kept).toBeGreaterThan(0.3);
      expect(kept).toBeLessThan(0.8);
      expect(relativeError(expected, mapOf(rank).apply(plain))).toBeGreaterThan(0.1);
    },
  );

  it('with infinite bounds is the unclipped map', async () => {
    const site = { layer: 1, point: 'resid_post' } as const;
    const clipped = intervene([site, mapOf(2, everywhere)]);
    const affine = intervene([site, mapOf(2)]);
    expect(relativeError(await capture(site, clipped), await capture(site, affine))).toBeLessThanOrEqual(
      1e-6,
    );
    const logits = await engine.nextToken({ sequences, intervention: clipped });
    const expected = await engine.nextToken({ sequences, intervention: affine });
    logits.forEach((row, i) => {
      expect(relativeError(row, expected[i])).toBeLessThanOrEqual(2e-5);
    });
  });

  it('with an empty range changes nothing', async () => {
    const site = { layer: 1, point: 'attn_out' } as const;
    const nowhere = { lower: everywhere.upper, upper: everywhere.lower };
    expect(await capture(site, intervene([site, mapOf(2, nowhere)]))).toEqual(await capture(site));
  });

  it('stands beside an unclipped map at another site', async () => {
    const [first, second] = [
      { layer: 1, point: 'resid_post' },
      { layer: 3, point: 'mlp_out' },
    ] as const;
    const before = await capture(second, intervene([first, mapOf(1)]));
    const clipped = mapOf(1, rangeFor(before));
    const both = await capture(second, intervene([first, mapOf(1)], [second, clipped]));
    expect(relativeError(both, clipped.apply(before))).toBeLessThanOrEqual(2e-5);
    const swapped = mapOf(1, rangeFor(await capture(first)));
    const expected = mapOf(1).apply(await capture(second, intervene([first, swapped])));
    expect(
      relativeError(await capture(second, intervene([first, swapped], [second, mapOf(1)])), expected),
    ).toBeLessThanOrEqual(2e-5);
  });
});
