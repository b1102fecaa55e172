import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { InvalidInputError } from '../../src/errors/invalid-input-error.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
import { loadGolden, relativeError, SWEPT_FAMILIES } from './goldens.ts';

const TOLERANCE = 2e-5;

describe.each(SWEPT_FAMILIES)('captures with a group of blocks in memory at a time: %s', (family) => {
  const golden = loadGolden(family);
  const { layers } = golden.checkpoint.config;
  const sequences = golden.prompts.map((tokens) => ({ tokens, promptLength: tokens.length }));
  const sites = Array.from({ length: layers }, (_, layer) =>
    RESIDUAL_POINTS.map((point) => ({ layer, point })),
  ).flat();
  let whole: OnnxEngine;
  beforeAll(async () => {
    whole = await OnnxEngine.open(golden.checkpoint);
  });
  afterAll(() => whole.dispose());

  describe.each([1, 2, layers])('%i at a time', (layersAtOnce) => {
    let engine: OnnxEngine;
    beforeAll(async () => {
      // Several batches: their residual streams wait for each other.
      engine = await OnnxEngine.open(golden.checkpoint, { layersAtOnce, maxRows: 2 });
    });
    afterAll(() => engine.dispose());

    it.each(['plain', 'affine', 'ablate'] as const)('agrees with the whole model, %s', async (tag) => {
      const intervention = golden.interventions[tag];
      const request = { sequences, sites, ...(intervention ? { intervention } : {}) };
      for (const positions of ['last', 'all', 'mean'] as const) {
        const captured = await engine.capture({ ...request, positions });
        const expected = await whole.capture({ ...request, positions });
        for (const [name, rows] of expected)
          expect(relativeError(captured.get(name)!, rows), `${positions} ${name}`).toBeLessThanOrEqual(
            TOLERANCE,
          );
      }
    });

    it('captures a single site in the middle', async () => {
      const site = { layer: layers >> 1, point: 'resid_post' } as const;
      const name = siteName(site);
      const captured = await engine.capture({ sequences, sites: [site], positions: 'last' });
      const expected = await whole.capture({ sequences, sites: [site], positions: 'last' });
      expect(relativeError(captured.get(name)!, expected.get(name)!)).toBeLessThanOrEqual(TOLERANCE);
    });

    it('tells how far it is, by groups', async () => {
      const heard: number[] = [];
      const onProgress = (done: number) => heard.push(done);
      await engine.capture({ sequences, sites, positions: 'last', onProgress });
      expect(heard.at(-1)).toBeCloseTo(sequences.length, 9);
      expect(heard).toEqual(heard.toSorted((a, b) => a - b));
      expect(heard.length).toBe(Math.ceil(layers / layersAtOnce) * Math.ceil(sequences.length / 2));
    });

    it('refuses what needs the whole model', async () => {
      await expect(engine.generate({ sequences, maxNewTokens: 1, stopTokenIds: [] })).rejects.toThrow(
        InvalidInputError,
      );
      await expect(engine.score({ sequences })).rejects.toThrow(InvalidInputError);
      await expect(engine.nextToken({ sequences })).rejects.toThrow('for captures alone');
    });

    it('stops between batches', async () => {
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(engine.capture({ sequences, sites, positions: 'last', signal })).rejects.toThrow('enough');
    });
  });
});

describe('a bound on keys and values', () => {
  it.each([{ universal: true }, { universal: false }])(
    'decodes in smaller groups and changes no token, %j',
    async (kind) => {
      const golden = loadGolden('llama31');
      const sequences = golden.prompts.map((tokens) => ({ tokens }));
      const request = { sequences, maxNewTokens: golden.newTokens, stopTokenIds: [] };
      const free = await OnnxEngine.open(golden.checkpoint, kind);
      const bound = await OnnxEngine.open(golden.checkpoint, { ...kind, cacheBytes: 1 });
      expect(await bound.generate(request)).toEqual(await free.generate(request));
      await free.dispose();
      await bound.dispose();
    },
  );
});
