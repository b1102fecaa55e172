import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BufferPool } from '../../src/engine/onnx/buffer-pool.ts';
import { Decoder } from '../../src/engine/onnx/decoder.ts';
import { ForwardPasses } from '../../src/engine/onnx/forward-passes.ts';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
import { TOKEN_SCOPES } from '../../src/interventions/token-scope.ts';
import { loadGolden, relativeError } from './goldens.ts';

const TOLERANCE = 2e-5;

/** Rotation inside and outside of attention, a norm of queries and keys. */
describe.each(['llama2', 'qwen3'] as const)(
  'what prompts begin with in common is computed once: %s',
  (family) => {
    const golden = loadGolden(family);
    const { layers } = golden.checkpoint.config;
    const [long] = golden.prompts.toSorted((a, b) => b.length - a.length);
    const shared = 11;
    const sequences = [5, 2, 9, 4].map((length, i) => {
      const tokens = [...long.slice(0, shared), ...long.slice(shared + i, shared + i + length)];
      return { tokens, promptLength: tokens.length };
    });
    const sites = RESIDUAL_POINTS.map((point, i) => ({ layer: (i + 1) % layers, point }));
    const interventions = [
      undefined,
      golden.interventions.affine,
      ...TOKEN_SCOPES.map((scope) => {
        const { maps, sites: at, provenance } = golden.interventions.ablate!;
        return new Intervention({
          maps: at.map((site) => [site, maps.get(siteName(site))!] as const),
          scope,
          skipFirst: scope === 'prompt',
          provenance,
          // Where no completion begins with a thought, all of it is the answer.
          ...(scope === 'answer' ? { thought: { open: [3], close: [4] } } : {}),
        });
      }),
    ];
    let engine: OnnxEngine;
    let plain: OnnxEngine;
    beforeAll(async () => {
      engine = await OnnxEngine.open(golden.checkpoint, { universal: true });
      plain = await OnnxEngine.open(golden.checkpoint, { universal: true, append: false });
    });
    afterAll(async () => {
      await engine.dispose();
      await plain.dispose();
    });

    it.each(interventions.map((intervention) => [intervention?.scope ?? 'plain', intervention] as const))(
      'with the values of whole sequences, %s',
      async (_, intervention) => {
        const request = { sequences, ...(intervention ? { intervention } : {}) };
        for (const positions of ['last', -2, 'all'] as const) {
          const captured = await engine.capture({ ...request, sites, positions });
          const expected = await plain.capture({ ...request, sites, positions });
          for (const [name, rows] of captured)
            expect(relativeError(rows, expected.get(name)!), `${positions} ${name}`).toBeLessThanOrEqual(
              TOLERANCE,
            );
        }
        const logits = await engine.nextToken(request);
        for (const [i, expected] of (await plain.nextToken(request)).entries())
          expect(relativeError(logits[i], expected)).toBeLessThanOrEqual(TOLERANCE);
        const generation = { ...request, maxNewTokens: 12, stopTokenIds: [] };
        const expected = await plain.generate(generation);
        expect(await engine.generate(generation)).toEqual(expected);
        const drafts = expected.map(({ tokens }, i) => tokens.slice(0, 4 * i));
        expect(await engine.generate({ ...generation, drafts })).toEqual(expected);
      },
    );

    it('with no token of it in any batch', async () => {
      const forward = vi.spyOn(Decoder.prototype, 'forward');
      try {
        await engine.capture({ sequences, sites, positions: 'last' });
        const ran = forward.mock.calls.map(([{ tokens }]) => tokens.map(({ length }) => length));
        expect(ran).toEqual([[shared], [2, 4, 5, 9]]);
      } finally {
        forward.mockRestore();
      }
    });
  },
);

it('long requests take the graph whose attention holds no scores, with the tokens that they may yet get', () => {
  const passes = new ForwardPasses({ config: loadGolden('llama2').checkpoint.config } as Decoder, {
    limits: { maxRows: 8, maxTokens: 8 },
    positions: 4096,
    reuse: false,
    buffers: new BufferPool(),
    reuseBytes: 0,
    appending: true,
  });
  const sequences = [{ tokens: new Array(500).fill(1) }, { tokens: new Array(400).fill(1) }];
  expect(passes.pathOf(sequences)).toMatchObject({ appending: true, prefix: { tokens: { length: 399 } } });
  expect(passes.pathOf(sequences, { kept: 0 })).toEqual({ appending: true });
  expect(passes.pathOf(sequences, { newTokens: 12 }).appending).toBe(true);
  expect(passes.pathOf(sequences, { newTokens: 13 })).toEqual({ appending: false });
});
