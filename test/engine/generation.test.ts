import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import type { Engine, GenerateRequest } from '../../src/engine/engine.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import { InvalidInputError } from '../../src/errors/invalid-input-error.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { siteName } from '../../src/interventions/residual-site.ts';
import { klFromLogits } from '../../src/linalg/categorical-divergence.ts';
import { loadGolden } from './goldens.ts';
import { TRANSFORMERS_KIND } from './transformers-kind.ts';

const golden = loadGolden('mistral');
const sequences = golden.prompts.map((tokens) => ({ tokens }));
const maxNewTokens = golden.newTokens;
const { ablate, affine } = golden.interventions;

/** With how far a divergence may be from that of the logits of each beginning: small ones lose digits where those take another path. */
type Open = (checkpoint: Checkpoint) => Promise<Engine>;
const onnx =
  (options: OnnxEngineOptions): Open =>
  (checkpoint) =>
    OnnxEngine.open(checkpoint, options);
const KINDS: (readonly [string, Open, number])[] = [
  ['whole graph', onnx({ reuse: false, append: false }), 1e-6],
  ['resuming and appending', onnx({ reuse: true, append: true }), 1e-6],
  ['few rows at a time', onnx({ maxRows: 2, decodeRows: 1 }), 1e-6],
  ['one graph with every port', onnx({ universal: true }), 1e-5],
  ['one fused graph with every port', onnx({ universal: true, append: false }), 1e-6],
  ...TRANSFORMERS_KIND.map((kind) => [...kind, 1e-4] as const),
];

describe.each(KINDS)('generation, %s', (_, open, tolerance) => {
  let engine: Engine;
  let plain: readonly (readonly number[])[];
  const generate = (request: Partial<GenerateRequest>) =>
    engine.generate({ sequences, maxNewTokens, stopTokenIds: [], ...request });

  beforeAll(async () => {
    engine = await open(golden.checkpoint);
    plain = (await generate({})).map(({ tokens }) => tokens);
  });
  afterAll(() => engine.dispose());

  it('ends by length where no stop token comes', async () => {
    for (const [i, generation] of (await generate({})).entries())
      expect(generation).toEqual({ tokens: plain[i], finish: 'length' });
    expect(plain.every((tokens) => tokens.length === maxNewTokens)).toBe(true);
  });

  it('ends at the first of the stop tokens, which is not part of the completion', async () => {
    // Each prompt's own token at another step, so rows leave the batch at different times.
    const stopTokenIds = plain.map((tokens, i) => tokens[[0, 5, 9, maxNewTokens - 1][i]]);
    const expected = plain.map((tokens) => {
      const end = tokens.findIndex((token) => stopTokenIds.includes(token));
      return { tokens: tokens.slice(0, end), finish: 'stop', stopToken: tokens[end] };
    });
    expect(new Set(expected.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(2);
    expect(await generate({ stopTokenIds })).toEqual(expected);
    // The same along drafts that end with the stop token, go past it, or stop before it.
    for (const extra of [1, maxNewTokens, 0, -1]) {
      const drafts = plain.map((tokens, i) =>
        tokens.slice(0, Math.max(0, expected[i].tokens.length + extra)),
      );
      expect(await generate({ stopTokenIds, drafts }), `draft ${extra} longer`).toEqual(expected);
    }
    const alternatives = plain.map((tokens) => [tokens.toReversed(), tokens]);
    expect(await generate({ stopTokenIds, alternatives })).toEqual(expected);
  });

  it('stops rather than being cut where the stop token is the last one allowed', async () => {
    const [tokens] = plain;
    const end = tokens.findIndex((token, i) => i > 2 && !tokens.slice(0, i).includes(token));
    const request = { sequences: [sequences[0]], stopTokenIds: [tokens[end]] };
    const stopped = { tokens: tokens.slice(0, end), finish: 'stop', stopToken: tokens[end] };
    expect(await generate({ ...request, maxNewTokens: end + 1 })).toEqual([stopped]);
    expect(await generate({ ...request, maxNewTokens: end })).toEqual([
      { tokens: tokens.slice(0, end), finish: 'length' },
    ]);
  });

  it.each([1, 2, 7])(
    'gives a beginning of the longer completion for %i tokens, also along longer drafts',
    async (n) => {
      const expected = plain.map((tokens) => tokens.slice(0, n));
      expect((await generate({ maxNewTokens: n })).map(({ tokens }) => tokens)).toEqual(expected);
      expect((await generate({ maxNewTokens: n, drafts: plain })).map(({ tokens }) => tokens)).toEqual(
        expected,
      );
    },
  );

  it('gives the same tokens whatever it is told to expect', async () => {
    const intervention = ablate!;
    const attacked = (await generate({ intervention })).map(({ tokens }) => tokens);
    expect(attacked).not.toEqual(plain);
    const garbage = attacked.map((tokens, i) =>
      tokens.map((token, step) =>
        step < 3 * i ? token : (token + 7) % golden.checkpoint.config.vocabularySize,
      ),
    );
    const empty = plain.map(() => []);
    for (const drafts of [plain, attacked, garbage, empty])
      for (const alternatives of [
        undefined,
        attacked.map((tokens, i) => [plain[i], tokens]),
        garbage.map((tokens) => [tokens]),
        empty,
      ]) {
        const request = { intervention, drafts, ...(alternatives ? { alternatives } : {}) };
        expect((await generate(request)).map(({ tokens }) => tokens)).toEqual(attacked);
      }
  });

  it('gives the same tokens for many sequences, whichever alternative most of them begin with', async () => {
    // Enough sequences that the likeliest alternative is looked for, and prompts of all lengths.
    const many = Array.from({ length: 40 }, (_, i) => ({
      tokens: golden.prompts[i % 4].slice(0, 3 + ((5 * i) % (golden.prompts[i % 4].length - 2))),
    }));
    const lowest = affine!.sites[0];
    const last = golden.checkpoint.config.layers - 1;
    const map = affine!.maps.get(siteName(lowest))!;
    for (const layer of [0, last]) {
      const intervention = new Intervention({
        maps: [[{ layer, point: 'resid_post' }, map]],
        provenance: affine!.provenance,
      });
      const request = { sequences: many, intervention, maxNewTokens: 6 };
      const unattacked = (await generate({ ...request, intervention: undefined })).map(
        ({ tokens }) => tokens,
      );
      const expected = await generate(request);
      const attacked = expected.map(({ tokens }) => tokens);
      expect(attacked).not.toEqual(unattacked);
      const wrong = attacked.map((tokens, i) => [...tokens.slice(0, 1 + (i % 5)), 1, 2, 3].slice(0, 6));
      const drafts = unattacked.map((tokens, i) => (i % 8 === 0 ? tokens : []));
      for (const alternatives of [
        attacked.map((tokens, i) => [unattacked[i], tokens]),
        attacked.map((tokens, i) => (i % 3 === 0 ? [tokens, unattacked[i]] : [wrong[i], unattacked[i]])),
        attacked.map((tokens, i) => [wrong[i], ...(i % 2 === 0 ? [tokens] : [])]),
        attacked.map((tokens, i) => (i % 3 === 0 ? [] : [tokens])),
        wrong.map((tokens) => [tokens.toReversed()]),
      ])
        expect(await generate({ ...request, drafts, alternatives }), `layer ${layer}`).toEqual(expected);
      // Divergence is that along the drafts, with and without alternatives for the rest.
      const divergence = drafts.map(({ length }) => length > 0);
      const alone = await generate({ ...request, drafts, divergence });
      const beside = await generate({
        ...request,
        drafts,
        divergence,
        alternatives: attacked.map((tokens) => [tokens]),
      });
      expect(beside).toEqual(alone);
      expect(alone.map((generation) => generation.divergence?.length ?? 0)).toEqual(
        drafts.map(({ length }) => length),
      );
    }
  });

  describe('divergence', () => {
    const drafts = () => plain.map((tokens, i) => tokens.slice(0, [1, 4, maxNewTokens, 9][i]));

    it('is 0 at every draft position without an intervention', async () => {
      const generations = await generate({ drafts: drafts(), divergence: true });
      expect(generations.map(({ divergence }) => [...divergence!])).toEqual(
        drafts().map((draft) => draft.map(() => 0)),
      );
    });

    it('is the KL of next-token distributions after each beginning of the draft', async () => {
      for (const intervention of [ablate!, affine!]) {
        const generations = await generate({ drafts: drafts(), divergence: true, intervention });
        for (const [i, { divergence }] of generations.entries()) {
          const draft = drafts()[i];
          expect(divergence).toBeInstanceOf(Float64Array);
          expect(divergence).toHaveLength(draft.length);
          const prefixes = draft.map((_, t) => ({ tokens: [...sequences[i].tokens, ...draft.slice(0, t)] }));
          const before = await engine.nextToken({ sequences: prefixes });
          const after = await engine.nextToken({ sequences: prefixes, intervention });
          for (const t of draft.keys()) {
            const expected = klFromLogits(before[t], after[t]);
            expect(divergence![t]).toBeGreaterThan(0);
            expect(Math.abs(divergence![t] / expected - 1), `row ${i}, step ${t}`).toBeLessThanOrEqual(
              tolerance,
            );
          }
        }
      }
    });

    it('follows the draft where the completion leaves it, and ends where the completion may', async () => {
      const [generation] = await generate({
        sequences: [sequences[1]],
        drafts: [plain[1]],
        divergence: true,
        intervention: ablate!,
        maxNewTokens: 6,
      });
      expect(generation.tokens).not.toEqual(plain[1].slice(0, 6));
      expect(generation.divergence).toHaveLength(6);
    });

    it('needs drafts', async () => {
      await expect(generate({ divergence: true })).rejects.toThrow('divergence: needs drafts');
    });
  });

  it.each([
    [{ maxNewTokens: 0 }, 'maxNewTokens: 0'],
    [{ maxNewTokens: 1.5 }, 'maxNewTokens: 1.5'],
    [{ drafts: [[1]] }, 'drafts: are 1 for 4 sequences'],
    [{ drafts: [[], [], [1, -1], []] }, 'draft 2: token -1 is out of range'],
    [{ drafts: [[], [], [], [384]] }, 'draft 3: token 384 is out of range'],
    [{ alternatives: [[[1]]] }, 'alternatives: are 1 for 4 sequences'],
    [{ alternatives: [[], [[1], [1.5]], [], []] }, 'alternative 1: token 1.5 is out of range'],
    [{ sequences: [{ tokens: [] }] }, 'sequence 0: is empty'],
    [{ sequences: [{ tokens: [3] }, { tokens: [384] }] }, 'sequence 1: token 384 is out of range'],
  ] satisfies [Partial<GenerateRequest>, string][])('refuses %j', async (request, problem) => {
    const call = generate(request);
    await expect(call).rejects.toThrow(InvalidInputError);
    await expect(call).rejects.toThrow(problem);
  });
});

describe('positions', () => {
  const limit = 21;
  const [tokens] = golden.prompts.filter(({ length }) => length > limit);
  let engine: Engine;
  let unlimited: Engine;
  beforeAll(async () => {
    engine = await OnnxEngine.open(golden.checkpoint, { positions: limit });
    unlimited = await OnnxEngine.open(golden.checkpoint);
  });
  afterAll(async () => {
    await engine.dispose();
    await unlimited.dispose();
  });

  it('are used up to the last one, an odd number of them too', async () => {
    const request = { sequences: [{ tokens: tokens.slice(0, limit) }, { tokens: tokens.slice(0, 4) }] };
    expect(await engine.score(request)).toHaveLength(2);
    for (const length of [1, 2, limit - 1]) {
      const generation = {
        sequences: [{ tokens: tokens.slice(0, limit - length) }],
        maxNewTokens: length,
        stopTokenIds: [],
      };
      expect(await engine.generate(generation)).toEqual(await unlimited.generate(generation));
    }
  });

  it('are not exceeded', async () => {
    const long = { sequences: [{ tokens: tokens.slice(0, 4) }, { tokens: tokens.slice(0, limit + 1) }] };
    const problem = `sequence 1: needs ${limit + 1} positions, the model runs with ${limit}`;
    await expect(engine.score(long)).rejects.toThrow(problem);
    await expect(engine.nextToken(long)).rejects.toThrow(problem);
    await expect(
      engine.capture({ ...long, sites: [{ layer: 0, point: 'resid_post' }], positions: 'last' }),
    ).rejects.toThrow(problem);
    const full = { sequences: [{ tokens: tokens.slice(0, 4) }, { tokens: tokens.slice(0, limit - 2) }] };
    await expect(engine.generate({ ...full, maxNewTokens: 3, stopTokenIds: [] })).rejects.toThrow(problem);
  });
});
