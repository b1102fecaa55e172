import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { float16ToFloat32 } from '../../src/formats/half-float.ts';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import { readTensorValues } from '../../src/formats/safetensors-file.ts';
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

async function logitsOf(folder: string): Promise<Float32Array[]> {
  const engine = await OnnxEngine.open(loadCheckpoint(folder));
  try {
    return await engine.nextToken({ sequences: golden.prompts.map((tokens) => ({ tokens })) });
  } finally {
    await engine.dispose();
  }
}

describe('weights', () => {
  it('in float32 in one file give what bfloat16 in shards gives, bit for bit', async () => {
    const single = await logitsOf(rewritten('F32', (values) => values));
    expect(single).toEqual(await logitsOf(goldenFolder('llama31')));
    const expected = Float32Array.from(golden.expected('plain.3.logits'));
    expect(relativeError(single[3], expected.slice(-single[3].length))).toBeLessThanOrEqual(2e-5);
  });

  it('in float16 give what the same values in float32 give, bit for bit', async () => {
    const half = await logitsOf(
      rewritten('F16', (values) => Uint16Array.from(values, (value) => HALVES[nearestHalf(value)])),
    );
    const float = await logitsOf(
      rewritten('F32', (values) => values.map((value) => HALF_VALUES[nearestHalf(value)])),
    );
    expect(half).toEqual(float);
    expect(half).not.toEqual(await logitsOf(goldenFolder('llama31')));
  });
});
