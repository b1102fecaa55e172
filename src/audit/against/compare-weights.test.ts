import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTensorIndex } from '../../checkpoint/tensor-index.ts';
import { encodeSafetensors, type SafetensorsInput } from '../../formats/safetensors.ts';
import { RandomStream } from '../../statistics/random-stream.ts';
import { compareWeights } from './compare-weights.ts';
import { SKETCH } from './numerical-rank.ts';

const scratch = mkdtempSync(join(tmpdir(), 'refusal-lab-weights-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let serial = 0;

const random = new RandomStream(5, 'weights');
const normals = (count: number): Float32Array => Float32Array.from(random.normals(count));

/** W plus `rank` outer products of normal vectors, each `size` as long as W's typical entry. */
function edited(weights: Float32Array, m: number, n: number, rank: number, size = 0.1): Float32Array {
  const result = Float64Array.from(weights);
  for (let k = 0; k < rank; k++) {
    const [left, right] = [random.normals(m), random.normals(n)];
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) result[i * n + j] += size * left[i] * right[j];
  }
  return Float32Array.from(result);
}

/** To the nearest bfloat16, as its bits. */
function bfloat16(values: Float32Array): Uint8Array {
  const bits = new Uint32Array(values.slice().buffer);
  const halves = Uint16Array.from(bits, (word) => (word + 0x7fff + ((word >>> 16) & 1)) >>> 16);
  return new Uint8Array(halves.buffer);
}

function index(tensors: Readonly<Record<string, SafetensorsInput>>) {
  const folder = join(scratch, String(serial++));
  // A folder of one file.
  writeFolder(folder, encodeSafetensors(new Map(Object.entries(tensors))));
  return readTensorIndex(folder);
}

function writeFolder(folder: string, bytes: Uint8Array): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'model.safetensors'), bytes);
}

const f32 = (data: Float32Array, ...shape: number[]): SafetensorsInput => ({ dtype: 'F32', shape, data });

describe('W − W_base', () => {
  it('has exact norms by tensor, by block and over all, and lists what differs', async () => {
    const name = (block: number) => `model.layers.${block}.self_attn.o_proj.weight`;
    const base = index({
      [name(0)]: f32(new Float32Array([3, 0, 0, 4]), 2, 2),
      [name(1)]: f32(new Float32Array([1, 0, 0, 1]), 2, 2),
      'model.norm.weight': f32(new Float32Array([2, 0]), 2),
    });
    const other = index({
      [name(0)]: f32(new Float32Array([3, 0, 0, 5]), 2, 2),
      [name(1)]: f32(new Float32Array([1, 0, 0, 1]), 2, 2),
      'model.norm.weight': f32(new Float32Array([2, 2]), 2),
    });
    const found = await compareWeights(base, other);
    expect(found.tensors).toBe(3);
    // ‖Δ‖² = 1 + 4; ‖W‖² = 25 + 2 + 4.
    expect(found.relativeNorm).toBeCloseTo(Math.sqrt(5 / 31), 12);
    expect(found.blocks).toEqual([
      { block: 0, relativeNorm: 1 / 5 },
      { block: null, relativeNorm: 1 },
    ]);
    expect(found.changed.map((each) => [each.name, each.block, each.relativeNorm])).toEqual([
      [name(0), 0, 1 / 5],
      ['model.norm.weight', null, 1],
    ]);
    expect(found.changed[0].rank).toMatchObject({ value: 1, kind: 'exact', largest: 1 });
    expect(found.changed[1].rank).toBeNull();
  });

  it.each([
    [40, 30, 1],
    [30, 40, 3],
    [700, 20, 2],
  ])('has the rank of the edit of a %i × %i matrix', async (m, n, rank) => {
    const weights = normals(m * n);
    const found = await compareWeights(
      index({ 'a.weight': f32(weights, m, n) }),
      index({ 'a.weight': f32(edited(weights, m, n, rank), m, n) }),
    );
    expect(found.changed[0].rank).toMatchObject({ value: rank, kind: 'exact' });
  });

  it('does not take the rounding of a file for an edit', async () => {
    const [m, n] = [200, 150];
    const weights = normals(m * n);
    const bf16 = (data: Float32Array): SafetensorsInput => ({
      dtype: 'BF16',
      shape: [m, n],
      data: bfloat16(data),
    });
    const base = index({ 'a.weight': bf16(weights) });
    const rank = async (other: Float32Array) =>
      (await compareWeights(base, index({ 'a.weight': bf16(other) }))).changed[0].rank?.value;
    expect(await rank(edited(weights, m, n, 2, 0.3))).toBe(2);
    // Nothing but rounding: the same values in float32 and as bfloat16.
    const exact = index({ 'a.weight': f32(weights, m, n) });
    const [{ relativeNorm, rank: found }] = (await compareWeights(exact, base)).changed;
    expect(relativeNorm).toBeGreaterThan(0.0005);
    expect(found).toMatchObject({ value: 0, kind: 'exact' });
  });

  it('bounds the rank of larger matrices from below by a projection', async () => {
    const [m, n] = [600, 530];
    const weights = normals(m * n);
    const base = index({ 'a.weight': f32(weights, m, n) });
    const rank = async (edits: number) =>
      (await compareWeights(base, index({ 'a.weight': f32(edited(weights, m, n, edits), m, n) }))).changed[0]
        .rank;
    expect(await rank(3)).toMatchObject({ value: 3, kind: 'at least', sketch: SKETCH });
    expect(await rank(SKETCH + 8)).toMatchObject({ value: SKETCH, kind: 'at least' });
  });

  it('finds a largest singular value of a rank-one edit exactly, whole and projected', async () => {
    for (const [m, n] of [
      [64, 32],
      [520, 515],
    ]) {
      const weights = new Float32Array(m * n);
      const other = Float32Array.from(weights, (_, i) => (Math.floor(i / n) < 4 && i % n < 9 ? 1 : 0));
      const [{ rank }] = (
        await compareWeights(
          index({ 'a.weight': f32(weights, m, n) }),
          index({ 'a.weight': f32(other, m, n) }),
        )
      ).changed;
      // A block of ones, 4 × 9.
      expect(rank?.largest).toBeCloseTo(6, 9);
      expect(rank?.value).toBe(1);
    }
  });
});
