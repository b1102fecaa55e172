import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { atPrecision } from '../../src/checkpoint/precision/at-precision.ts';
import { dequantiseRows } from '../../src/checkpoint/precision/dequantise-rows.ts';
import { prepareQuantisedWeights } from '../../src/checkpoint/precision/prepare-quantised-weights.ts';
import { quantiseRows } from '../../src/checkpoint/precision/quantise-rows.ts';
import {
  bitsOf,
  headWeight,
  type QuantisedPrecision,
} from '../../src/checkpoint/precision/quantised-layout.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import { readTensorValues } from '../../src/formats/safetensors-file.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
import { goldenFolder, loadGolden, relativeError } from './goldens.ts';

const FAMILIES = ['llama31', 'qwen25', 'qwen3'];
const folders: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'quantised-'));
  folders.push(path);
  return path;
};
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});
const cache = folder();

/** A float32 checkpoint that holds what the quantised weights stand for. Its head is its own: the embedding is not quantised. */
function dequantised(family: string, precision: QuantisedPrecision): Checkpoint {
  const { config, tensors } = loadCheckpoint(goldenFolder(family));
  const root = folder();
  cpSync(join(goldenFolder(family), 'config.json'), join(root, 'config.json'));
  const configJson = JSON.parse(readFileSync(join(root, 'config.json'), 'utf8'));
  writeFileSync(join(root, 'config.json'), JSON.stringify({ ...configJson, tie_word_embeddings: false }));
  const out = new Map<string, { dtype: 'F32'; shape: readonly number[]; data: Float32Array }>();
  for (const [name, tensor] of tensors) {
    const { shape } = tensor;
    const values = readTensorValues(tensor);
    const bits = bitsOf(name, config, precision);
    const rounded = bits && dequantiseRows(quantiseRows(values, shape[1], bits), shape[1], bits);
    const isHead = name === headWeight(config);
    if (isHead) out.set('lm_head.weight', { dtype: 'F32', shape, data: rounded! });
    if (!isHead || config.tieWordEmbeddings)
      out.set(name, { dtype: 'F32', shape, data: isHead ? values : (rounded ?? values) });
  }
  writeFileSync(join(root, 'model.safetensors'), encodeSafetensors(out));
  return loadCheckpoint(root);
}

async function open(family: string, precision: QuantisedPrecision, options: OnnxEngineOptions = {}) {
  const checkpoint = atPrecision(loadCheckpoint(goldenFolder(family)), precision);
  const quantisedFile = await prepareQuantisedWeights(checkpoint, precision, { cache });
  return OnnxEngine.open(checkpoint, { quantisedFile, ...options });
}

/** Errors at all residual streams together, and of the logits. */
async function compare(
  engine: OnnxEngine,
  reference: OnnxEngine,
  family: string,
  tag: 'plain' | 'affine',
): Promise<{ residual: number; logits: number }> {
  const golden = loadGolden(family);
  const intervention = golden.interventions[tag];
  const request = {
    sequences: golden.prompts.map((tokens) => ({ tokens })),
    ...(intervention ? { intervention } : {}),
  };
  const sites = RESIDUAL_POINTS.flatMap((point) =>
    Array.from({ length: engine.config.layers }, (_, layer) => ({ layer, point })),
  );
  const [a, b] = [engine, reference].map((each) => each.capture({ ...request, sites, positions: 'all' }));
  const [captured, expected] = [await a, await b];
  const residual = Math.max(
    ...sites.map((site) => relativeError(captured.get(siteName(site))!, expected.get(siteName(site))!)),
  );
  const [logits, expectedLogits] = [await engine.nextToken(request), await reference.nextToken(request)];
  return { residual, logits: Math.max(...logits.map((row, i) => relativeError(row, expectedLogits[i]))) };
}

describe.each(FAMILIES)('%s', (family) => {
  describe.each(['int8', 'int4'] as const)('%s', (precision) => {
    it('is what its integers and scales stand for, where products are in float32', async () => {
      const engine = await open(family, precision, { products: 'float32' });
      const reference = await OnnxEngine.open(dequantised(family, precision));
      try {
        for (const tag of ['plain', 'affine'] as const) {
          const { residual, logits } = await compare(engine, reference, family, tag);
          expect(residual).toBeLessThanOrEqual(2e-5);
          expect(logits).toBeLessThanOrEqual(2e-5);
        }
        const request = {
          sequences: loadGolden(family).prompts.map((tokens) => ({ tokens })),
          maxNewTokens: 12,
          stopTokenIds: [],
        };
        expect(await engine.generate(request)).toEqual(await reference.generate(request));
      } finally {
        await Promise.all([engine.dispose(), reference.dispose()]);
      }
    });

    it('stays near it with products in integers, and near the float32 model', async () => {
      const engine = await open(family, precision);
      const reference = await OnnxEngine.open(dequantised(family, precision));
      const float = await OnnxEngine.open(loadCheckpoint(goldenFolder(family)));
      try {
        for (const tag of ['plain', 'affine'] as const) {
          const near = await compare(engine, reference, family, tag);
          const far = await compare(engine, float, family, tag);
          expect(near.residual).toBeLessThanOrEqual(0.05);
          expect(near.logits).toBeLessThanOrEqual(0.05);
          const bound = precision === 'int8' ? 0.1 : 1;
          expect(far.residual).toBeLessThanOrEqual(bound);
          expect(far.logits).toBeLessThanOrEqual(bound);
          expect(far.logits).toBeGreaterThan(1e-4);
        }
      } finally {
        await Promise.all([engine, reference, float].map((each) => each.dispose()));
      }
    });

    it('gives a row the same bits alone and in a batch, whole and as a chain, on one thread and on two', async () => {
      const { prompts } = loadGolden(family);
      const sequences = prompts.map((tokens) => ({ tokens }));
      const [plain, chain, universal] = [
        await open(family, precision),
        await open(family, precision, { layersPerSegment: 1 }),
        await open(family, precision, { universal: true, append: false, threads: 2 }),
      ];
      try {
        const together = await plain.nextToken({ sequences });
        for (const [i, sequence] of sequences.entries())
          expect((await plain.nextToken({ sequences: [sequence] }))[0]).toEqual(together[i]);
        expect(await chain.nextToken({ sequences })).toEqual(together);
        expect(await universal.nextToken({ sequences })).toEqual(together);
      } finally {
        await Promise.all([plain, chain, universal].map((each) => each.dispose()));
      }
    });
  });
});
