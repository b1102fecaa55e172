import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Generation } from '../../src/engine/engine.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import type { Feeds, Runtime } from '../../src/engine/onnx/runtime.ts';
import { loadRuntime } from '../../src/engine/onnx/session.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
import { NIGHTLY } from '../nightly.ts';
import { DEVICE_ENVIRONMENT, NO_DEVICE } from '../webgpu-device.ts';
import { loadGolden, relativeError } from './goldens.ts';

const TOLERANCE = 2e-5;
const golden = loadGolden('qwen25');
const { config } = golden.checkpoint;
const { prompts, newTokens } = golden;
const sequences = prompts.map((tokens) => ({ tokens }));
const sites = RESIDUAL_POINTS.flatMap((point) =>
  Array.from({ length: config.layers }, (_, layer) => ({ layer, point })),
);
const TAGS = ['plain', 'affine', 'ablate'] as const;

/** Two rows a pass and four decoded together, so that caches are gathered from several passes. */
const KINDS: [string, OnnxEngineOptions][] = [
  ['one graph with every port', { universal: true, maxRows: 2, decodeRows: 4 }],
  ['a graph for each set of sites', { maxRows: 2, decodeRows: 4 }],
];

/** A runtime whose sessions tell of the keys and values that they take and give. */
class Held {
  readonly runtime: Runtime;
  /** Where they lie: those of a past that is decoded upon, and all that come out. */
  readonly locations = new Set<string>();
  steps = 0;
  gathered = 0;
  onStep = (): void => {};
  readonly #tensors: Tensor[] = [];

  constructor(runtime: Runtime) {
    this.runtime = {
      ...runtime,
      openSession: async (...args) => this.#watched(await runtime.openSession(...args)),
      openGraph: async (...args) => this.#watched(await runtime.openGraph!(...args)),
    };
  }

  /** Tensors that were not disposed of: one that was lies nowhere. */
  get alive(): number {
    return this.#tensors.filter(({ location }) => location !== 'none').length;
  }

  #watched(session: InferenceSession): InferenceSession {
    const run = session.run.bind(session);
    session.run = async (feeds: Feeds, ...rest: never[]) => {
      const step = feeds.batch_shape?.data[1] === 1n;
      for (const [name, { location }] of Object.entries(feeds))
        if ((step && /^past_(key|value)/.test(name)) || name.startsWith('cache.'))
          this.locations.add(location);
      const output = await run(feeds, ...rest);
      for (const [name, tensor] of Object.entries(output))
        if (/^(present_|gathered)/.test(name)) {
          this.locations.add((tensor as Tensor).location);
          this.#tensors.push(tensor as Tensor);
        }
      if ('gathered' in output) this.gathered += 1;
      if (step) {
        this.steps += 1;
        this.onStep();
      }
      return output;
    };
    return session;
  }
}

Object.assign(process.env, DEVICE_ENVIRONMENT);
describe.skipIf(NO_DEVICE !== undefined).each(NIGHTLY ? KINDS : KINDS.slice(0, 1))(
  `the engine on a device, %s${NO_DEVICE ? ` (${NO_DEVICE})` : ''}`,
  (_, options) => {
    let engine: OnnxEngine;
    beforeAll(async () => {
      engine = await OnnxEngine.open(golden.checkpoint, { ...options, provider: 'webgpu' });
    });
    afterAll(() => engine?.dispose());

    it.each(TAGS)('gives what transformers gives, %s', async (tag) => {
      const intervention = golden.interventions[tag];
      const request = { sequences, ...(intervention ? { intervention } : {}) };
      const captured = await engine.capture({ ...request, sites, positions: 'all' });
      for (const site of sites) {
        const key = siteName(site);
        const expected = prompts.flatMap((_, p) => Array.from(golden.expected(`${tag}.${p}.${key}`), Number));
        expect(relativeError(captured.get(key)!, expected), key).toBeLessThanOrEqual(TOLERANCE);
      }
      const [logits, scores] = [await engine.nextToken(request), await engine.score(request)];
      prompts.forEach((_, p) => {
        const whole = Float32Array.from(golden.expected(`${tag}.${p}.logits`));
        expect(relativeError(logits[p], whole.slice(-config.vocabularySize))).toBeLessThanOrEqual(TOLERANCE);
        expect(relativeError(scores[p], golden.expected(`${tag}.${p}.token_logprobs`))).toBeLessThanOrEqual(
          TOLERANCE,
        );
      });
    });

    it.each(TAGS)('completes as transformers does, along drafts and until rows stop, %s', async (tag) => {
      const intervention = golden.interventions[tag];
      const expected = prompts.map((_, p) => Array.from(golden.expected(`${tag}.${p}.greedy`), Number));
      const request = {
        sequences,
        maxNewTokens: newTokens,
        stopTokenIds: [],
        ...(intervention ? { intervention } : {}),
      };
      const tokens = async (more: object) =>
        (await engine.generate({ ...request, ...more })).map((generation) => generation.tokens);
      expect(await tokens({})).toEqual(expected);
      // Right for another number of tokens in each row, so that another number of places is given up.
      const drafts = expected.map((row, p) =>
        row.map((token, i) => (i < 2 * p + 1 ? token : (token + 1) % config.vocabularySize)),
      );
      expect(await tokens({ drafts })).toEqual(expected);
      // Each prompt's own token at another step, so that rows leave the batch at different times.
      const stopTokenIds = expected.map((row, i) => row[[1, 5, 9, newTokens - 1][i % 4]]);
      const stopped = expected.map((row) => {
        const end = row.findIndex((token) => stopTokenIds.includes(token));
        return row.slice(0, end < 0 ? row.length : end);
      });
      expect(new Set(stopped.map(({ length }) => length)).size).toBeGreaterThan(1);
      expect(await tokens({ stopTokenIds })).toEqual(stopped);
    });

    it('measures how far an intervention moves what follows a draft', async () => {
      const drafts = prompts.map((_, p) =>
        Array.from(golden.expected(`plain.${p}.greedy`), Number).slice(0, 3 + p),
      );
      const request = {
        sequences,
        drafts,
        divergence: true,
        maxNewTokens: newTokens,
        stopTokenIds: [],
        intervention: golden.interventions.affine!,
      };
      const onHost = await OnnxEngine.open(golden.checkpoint, { reuse: false });
      const expected = await onHost.generate(request);
      await onHost.dispose();
      for (const [p, { divergence }] of (await engine.generate(request)).entries())
        expect(relativeError(divergence!, expected[p].divergence!)).toBeLessThanOrEqual(TOLERANCE);
    });

    it('takes a clipped map first of all, along drafts, and another graph with it', async () => {
      const { dimension, scale, origin, basis, gain, shift } = [
        ...golden.interventions.affine!.maps.values(),
      ][0];
      const [site] = golden.interventions.affine!.sites;
      const lower = new Float32Array(dimension).fill(-0.5);
      const upper = new Float32Array(dimension).fill(0.5);
      const clipped = new Intervention({
        maps: [[site, new AffineMap({ scale, origin, basis, gain, shift, range: { lower, upper } })]],
        provenance: { method: 'test', options: {} },
      });
      const request = {
        ...{ sequences, maxNewTokens: 4, stopTokenIds: [], divergence: true, intervention: clipped },
        drafts: prompts.map((_, p) => Array.from(golden.expected(`plain.${p}.greedy`), Number).slice(0, 3)),
      };
      const answers = async (more: OnnxEngineOptions): Promise<Generation[]> => {
        const own = await OnnxEngine.open(golden.checkpoint, { ...options, ...more });
        const generations = await own.generate(request);
        await own.dispose();
        return generations;
      };
      const [device, host] = [await answers({ provider: 'webgpu' }), await answers({})];
      expect(device.map(({ tokens }) => tokens)).toEqual(host.map(({ tokens }) => tokens));
      for (const [p, { divergence }] of device.entries())
        expect(relativeError(divergence!, host[p].divergence!)).toBeLessThanOrEqual(TOLERANCE);
    });

    it('gathers rows from more passes than one run joins', async () => {
      const own = await OnnxEngine.open(golden.checkpoint, {
        ...{ ...options, maxRows: 1, decodeRows: 64, provider: 'webgpu' },
      });
      const many = Array.from({ length: 35 }, (_, i) => sequences[i % sequences.length]);
      const generations = await own.generate({ sequences: many, maxNewTokens: 4, stopTokenIds: [] });
      for (const [i, { tokens }] of generations.entries())
        expect(tokens).toEqual(
          Array.from(golden.expected(`plain.${i % sequences.length}.greedy`), Number).slice(0, 4),
        );
      await own.dispose();
    });

    it('leaves keys and values where they are, and frees what it does not need any more', async () => {
      const held = new Held(await loadRuntime());
      const own = await OnnxEngine.open(golden.checkpoint, { ...options, provider: 'webgpu' }, held.runtime);
      const expected = prompts.map((_, p) => Array.from(golden.expected(`plain.${p}.greedy`), Number));
      const drafts = expected.map((row, p) => row.slice(0, p));
      const request = { sequences, drafts, maxNewTokens: newTokens, stopTokenIds: [] };
      await own.score({ sequences });
      await own.generate({
        ...request,
        // Rows leave the batch at different times.
        stopTokenIds: expected.map((row, i) => row[[1, 5, 9, newTokens - 1][i % 4]]),
      });
      expect(held.steps).toBeGreaterThan(2);
      expect(held.gathered).toBeGreaterThan(0);
      expect(held.locations).toEqual(new Set(['gpu-buffer']));
      expect(held.alive).toBe(0);

      const stop = new AbortController();
      held.onStep = () => stop.abort(new Error('enough'));
      await expect(own.generate({ ...request, signal: stop.signal })).rejects.toThrow('enough');
      expect(held.alive).toBe(0);
      held.onStep = () => {};
      expect((await own.generate(request)).map(({ tokens }) => tokens)).toEqual(expected);
      await own.dispose();
    });
  },
);

it.runIf(process.env.CI === 'true')('there is a device where CI runs', () => {
  expect(NO_DEVICE).toBeUndefined();
});
