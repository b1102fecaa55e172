import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EncodedSequence, Engine } from '../../src/engine/engine.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
import { GOLDEN_FAMILIES, loadGolden } from './goldens.ts';

const LENGTHS = [1, 2, 3, 5, 8, 13, 17, 33, 64, 96];
const TAGS = ['plain', 'affine', 'ablate'] as const;

/** Every way to cut the same sequences into batches and threads; the first is what the others are compared with. */
const CUTS: OnnxEngineOptions[] = [
  { threads: 1 },
  { threads: 2 },
  { threads: 1, maxRows: 1 },
  { threads: 2, maxRows: 3 },
  { threads: 1, maxTokens: 100 },
];

describe.each(GOLDEN_FAMILIES)('rows do not depend on batch or threads: %s', (family) => {
  const golden = loadGolden(family);
  const { layers } = golden.checkpoint.config;
  const long = golden.prompts.find((tokens) => tokens.length >= Math.max(...LENGTHS))!;
  const sequences: EncodedSequence[] = LENGTHS.map((length) => ({ tokens: long.slice(-length) }));
  const sites = RESIDUAL_POINTS.map((point, i) => ({ layer: (i + 1) % layers, point }));

  interface Measured {
    readonly scores: Float32Array[];
    readonly logits: Float32Array[];
    /** By site, all tokens of all sequences. */
    readonly captured: Float32Array[];
  }

  async function measure(
    engine: Engine,
    tag: (typeof TAGS)[number],
    some: readonly EncodedSequence[],
  ): Promise<Measured> {
    const intervention = golden.interventions[tag];
    const request = { sequences: some, ...(intervention ? { intervention } : {}) };
    const captured = await engine.capture({ ...request, sites, positions: 'all' });
    return {
      scores: await engine.score(request),
      logits: await engine.nextToken(request),
      captured: sites.map((site) => captured.get(siteName(site))!),
    };
  }

  describe.each([{ reuse: true }, { reuse: false }])('%j', (kind) => {
    let reference: Engine;
    beforeAll(async () => {
      reference = await OnnxEngine.open(golden.checkpoint, { ...CUTS[0], ...kind });
    });
    afterAll(() => reference.dispose());

    it.each(TAGS)('%s: in one batch, in others, on two threads', async (tag) => {
      const expected = await measure(reference, tag, sequences);
      for (const cut of CUTS.slice(1)) {
        const engine = await OnnxEngine.open(golden.checkpoint, { ...cut, ...kind });
        try {
          expect(await measure(engine, tag, sequences), JSON.stringify(cut)).toEqual(expected);
        } finally {
          await engine.dispose();
        }
      }
    });

    it.each(TAGS)('%s: alone and in reverse order', async (tag) => {
      const expected = await measure(reference, tag, sequences);
      const d = golden.checkpoint.config.hiddenSize;
      let from = 0;
      for (const [i, sequence] of sequences.entries()) {
        const to = from + sequence.tokens.length * d;
        expect(await measure(reference, tag, [sequence]), `${sequence.tokens.length} tokens`).toEqual({
          scores: [expected.scores[i]],
          logits: [expected.logits[i]],
          captured: expected.captured.map((rows) => rows.slice(from, to)),
        });
        from = to;
      }
      const reversed = await measure(reference, tag, sequences.toReversed());
      expect(reversed.scores.reverse()).toEqual(expected.scores);
      expect(reversed.logits.reverse()).toEqual(expected.logits);
    });
  });
});
