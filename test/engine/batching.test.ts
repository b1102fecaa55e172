import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EncodedSequence, Engine } from '../../src/engine/engine.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
import { loadGolden, SWEPT_FAMILIES } from './goldens.ts';

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

/** Equal only for equal bits. */
function digest({ buffer, byteOffset, byteLength }: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}

describe.each(SWEPT_FAMILIES)('rows do not depend on batch or threads: %s', (family) => {
  const golden = loadGolden(family);
  const { layers } = golden.checkpoint.config;
  const long = golden.prompts.find((tokens) => tokens.length >= Math.max(...LENGTHS))!;
  const sequences: EncodedSequence[] = LENGTHS.map((length) => ({ tokens: long.slice(-length) }));
  const sites = RESIDUAL_POINTS.map((point, i) => ({ layer: (i + 1) % layers, point }));

  /** Digests of scores and logits by sequence and of captured rows by site, all tokens of all sequences. */
  interface Measured {
    readonly scores: string[];
    readonly logits: string[];
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
      scores: (await engine.score(request)).map(digest),
      logits: (await engine.nextToken(request)).map(digest),
      captured: sites.map((site) => captured.get(siteName(site))!),
    };
  }

  describe.each([{ reuse: true }, { reuse: false }])('%j', (kind) => {
    let reference: Engine;
    const expected = new Map<string, Measured>();
    beforeAll(async () => {
      reference = await OnnxEngine.open(golden.checkpoint, { ...CUTS[0], ...kind });
      for (const tag of TAGS) expected.set(tag, await measure(reference, tag, sequences));
    });
    afterAll(() => reference.dispose());

    it('are numbers, and other ones under an intervention', () => {
      for (const { captured } of expected.values())
        for (const rows of captured) expect(rows.every(Number.isFinite)).toBe(true);
      expect(new Set([...expected.values()].map(({ logits }) => logits.join())).size).toBe(TAGS.length);
      expect(new Set(expected.get('plain')!.logits).size).toBe(sequences.length);
    });

    it.each(CUTS.slice(1))('are the same in batches cut as %j', async (cut) => {
      const engine = await OnnxEngine.open(golden.checkpoint, { ...cut, ...kind });
      try {
        for (const tag of TAGS) {
          const { captured, ...rest } = await measure(engine, tag, sequences);
          const { captured: rows, ...others } = expected.get(tag)!;
          expect(rest, tag).toEqual(others);
          expect(captured.map(digest), tag).toEqual(rows.map(digest));
        }
      } finally {
        await engine.dispose();
      }
    });

    it.each(TAGS)('are the same alone and in reverse order, %s', async (tag) => {
      const { scores, logits, captured } = expected.get(tag)!;
      const d = golden.checkpoint.config.hiddenSize;
      let from = 0;
      for (const [i, sequence] of sequences.entries()) {
        const to = from + sequence.tokens.length * d;
        const alone = await measure(reference, tag, [sequence]);
        const where = `${sequence.tokens.length} tokens`;
        expect([alone.scores, alone.logits], where).toEqual([[scores[i]], [logits[i]]]);
        expect(alone.captured.map(digest), where).toEqual(
          captured.map((rows) => digest(rows.subarray(from, to))),
        );
        from = to;
      }
      const reversed = await measure(reference, tag, sequences.toReversed());
      expect(reversed.scores.reverse()).toEqual(scores);
      expect(reversed.logits.reverse()).toEqual(logits);
    });
  });
});
