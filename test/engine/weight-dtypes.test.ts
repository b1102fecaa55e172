import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { atPrecision } from '../../src/checkpoint/precision/at-precision.ts';
import type { Precision } from '../../src/checkpoint/precision/precision.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import { float16ToFloat32 } from '../../src/formats/half-float.ts';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import { readTensorValues } from '../../src/formats/safetensors-file.ts';
import { DEVICE_ENVIRONMENT, NO_HALF_DEVICE } from '../webgpu-device.ts';
import { goldenFolder, loadGolden, relativeError } from './goldens.ts';

const golden = loadGolden('llama31');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** All finite half floats from the smallest to the largest, with their bits. */
const HALVES = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits).filter(
  (bits) => (bits & 0x7c00) !== 0x7c00,
);
const HALF_VALUES = float16ToFloat32(HALVES);
const ORDER = Array.from(HALVES.keys()).sort((a, b) => HALF_VALUES[a] - HALF_VALUES[b]);

function nearestHalf(value: number): number {
  let low = 0;
  let high = ORDER.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (HALF_VALUES[ORDER[middle]] <= value) low = middle;
    else high = middle;
  }
  const [a, b] = [ORDER[low], ORDER[high]];
  return Math.abs(HALF_VALUES[a] - value) <= Math.abs(HALF_VALUES[b] - value) ? a : b;
}

/** The golden's weights in one unsharded file of another dtype. */
function rewritten(dtype: 'F32' | 'F16', convert: (values: Float32Array) => ArrayBufferView): string {
  const folder = mkdtempSync(join(tmpdir(), 'dtype-'));
  folders.push(folder);
  for (const name of ['config.json', 'generation_config.json'])
    copyFileSync(join(goldenFolder('llama31'), name), join(folder, name));
  const tensors = [...golden.checkpoint.tensors.values()].map(
    (tensor) =>
      [tensor.name, { dtype, shape: [...tensor.shape], data: convert(readTensorValues(tensor)) }] as const,
  );
  writeFileSync(join(folder, 'model.safetensors'), encodeSafetensors(new Map(tensors), {}));
  return folder;
}

async function logitsOf(
  folder: string,
  precision: Precision = 'f32',
  options: OnnxEngineOptions = {},
): Promise<Float32Array[]> {
  const engine = await OnnxEngine.open(atPrecision(loadCheckpoint(folder), precision), options);
  try {
    return await engine.nextToken({ sequences: golden.prompts.map((tokens) => ({ tokens })) });
  } finally {
    await engine.dispose();
  }
}

const inHalves = () =>
  rewritten('F16', (values) => Uint16Array.from(values, (value) => HALVES[nearestHalf(value)]));
const ofHalves = () => rewritten('F32', (values) => values.map((value) => HALF_VALUES[nearestHalf(value)]));

Object.assign(process.env, DEVICE_ENVIRONMENT);

describe('weights', () => {
  it('in float32 in one file give what bfloat16 in shards gives, bit for bit', async () => {
    const single = await logitsOf(rewritten('F32', (values) => values));
    expect(single).toEqual(await logitsOf(goldenFolder('llama31')));
    const expected = Float32Array.from(golden.expected('plain.3.logits'));
    expect(relativeError(single[3], expected.slice(-single[3].length))).toBeLessThanOrEqual(2e-5);
  });

  it('in float16 give what the same values in float32 give, bit for bit', async () => {
    const [half, float] = [await logitsOf(inHalves()), await logitsOf(ofHalves())];
    expect(half).toEqual(float);
    expect(half).not.toEqual(await logitsOf(goldenFolder('llama31')));
  });
});

describe.skipIf(NO_HALF_DEVICE !== undefined)(
  `weights multiplied in float16${NO_HALF_DEVICE ? ` (${NO_HALF_DEVICE})` : ''}`,
  () => {
    const onDevice = (folder: string) => logitsOf(folder, 'f16', { provider: 'webgpu', universal: true });

    it('are the same however they were stored, bit for bit', async () => {
      expect(await onDevice(inHalves())).toEqual(await onDevice(ofHalves()));
    });

    it('are near those of the bfloat16 checkpoint that they are rounded from', async () => {
      const logits = await onDevice(goldenFolder('llama31'));
      const expected = Float32Array.from(golden.expected('plain.3.logits')).slice(-logits[3].length);
      expect(relativeError(logits[3], expected)).toBeLessThanOrEqual(0.01);
    });
  },
);
