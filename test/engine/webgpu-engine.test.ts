import type { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import type { Feeds, Runtime } from '../../src/engine/onnx/runtime.ts';
import { loadRuntime } from '../../src/engine/onnx/session.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
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

Object.assign(process.env, DEVICE_ENVIRONMENT);
describe.skipIf(NO_DEVICE !== undefined).each(KINDS)(
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

    it('leaves keys and values where they are, and frees what it does not need any more', async () => {
      const runtime = await loadRuntime();
      const present: Tensor[] = [];
      const locations = { past: new Set<string>(), present: new Set<string>() };
      let steps = 0;
      const watched: Runtime = {
        ...runtime,
        async openSession(...args) {
          const session = await runtime.openSession(...args);
          const run = session.run.bind(session);
          session.run = async (feeds: Feeds, ...rest: never[]) => {
            const step = feeds.batch_shape.data[1] === 1n;
            if (step) steps += 1;
            for (const [name, { location }] of Object.entries(feeds))
              if (step && name.startsWith('past_') && name !== 'past_mask') locations.past.add(location);
            const output = await run(feeds, ...rest);
            for (const [name, tensor] of Object.entries(output))
              if (name.startsWith('present_')) {
                locations.present.add(tensor.location);
                present.push(tensor as Tensor);
              }
            return output;
          };
          return session;
        },
      };
      const own = await OnnxEngine.open(golden.checkpoint, { ...options, provider: 'webgpu' }, watched);
      await own.score({ sequences });
      await own.generate({ sequences, maxNewTokens: 4, stopTokenIds: [] });
      expect(steps).toBeGreaterThan(2);
      expect(locations).toEqual({ past: new Set(['gpu-buffer']), present: new Set(['gpu-buffer']) });
      // A tensor that was disposed of lies nowhere.
      expect(new Set(present.map(({ location }) => location))).toEqual(new Set(['none']));
      await own.dispose();
    });
  },
);
