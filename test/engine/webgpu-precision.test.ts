import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import { atPrecision } from '../../src/checkpoint/precision/at-precision.ts';
import { prepareQuantisedWeights } from '../../src/checkpoint/precision/prepare-quantised-weights.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import { PrecisionError } from '../../src/engine/onnx/precision-error.ts';
import { resolveProvider } from '../../src/engine/onnx/resolve-provider.ts';
import { DEVICE_ENVIRONMENT, NO_DEVICE, NO_HALF_DEVICE } from '../webgpu-device.ts';
import { loadGolden, relativeError } from './goldens.ts';

Object.assign(process.env, DEVICE_ENVIRONMENT);
const golden = loadGolden('qwen25');
const { prompts } = golden;
const root = mkdtempSync(join(tmpdir(), 'webgpu-precision-'));
afterAll(() => rmSync(root, { recursive: true }));

async function logitsOf(checkpoint: Checkpoint, options: OnnxEngineOptions): Promise<Float32Array[]> {
  const engine = await OnnxEngine.open(checkpoint, options);
  const intervention = golden.interventions.affine!;
  const logits = await engine.nextToken({ sequences: prompts.map((tokens) => ({ tokens })), intervention });
  await engine.dispose();
  return logits;
}

const expected = (p: number, length: number): Float32Array =>
  Float32Array.from(golden.expected(`affine.${p}.logits`)).slice(-length);

describe.skipIf(NO_DEVICE !== undefined)(`integers on a device${NO_DEVICE ? ` (${NO_DEVICE})` : ''}`, () => {
  it.each(['int8', 'int4'] as const)('%s weights give what they give on the CPU', async (precision) => {
    const checkpoint = atPrecision(golden.checkpoint, precision);
    const quantisedFile = await prepareQuantisedWeights(checkpoint, precision, {
      cache: join(root, 'cache'),
    });
    const host = await logitsOf(checkpoint, { quantisedFile });
    const device = await logitsOf(checkpoint, { quantisedFile, provider: 'webgpu', universal: true });
    // The CPU rounds inputs to eight bits too, a device need not.
    for (const [p, logits] of device.entries())
      expect(relativeError(logits, host[p])).toBeLessThanOrEqual(0.05);
  });
});

describe.skipIf(NO_HALF_DEVICE !== undefined)(
  `float16 on a device${NO_HALF_DEVICE ? ` (${NO_HALF_DEVICE})` : ''}`,
  () => {
    it('is found, and is what its error says it is', async () => {
      expect(await resolveProvider('webgpu', { precision: 'f16' })).toBe('webgpu');
      const half = atPrecision(golden.checkpoint, 'f16');
      for (const options of [{ universal: true }, { universal: false }]) {
        const errors = (await logitsOf(half, { ...options, provider: 'webgpu' })).map((logits, p) =>
          relativeError(logits, expected(p, logits.length)),
        );
        expect(Math.max(...errors)).toBeLessThanOrEqual(0.01);
        // Float32 is closer by two orders of magnitude.
        expect(Math.min(...errors)).toBeGreaterThan(1e-4);
      }
    });
  },
);

it('float16 is refused on the CPU by the engine itself', async () => {
  await expect(OnnxEngine.open(atPrecision(golden.checkpoint, 'f16'))).rejects.toBeInstanceOf(PrecisionError);
});
