import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { formatMeanDiffs } from '../../cli/commands/fit/format-mean-diffs.ts';
import { encodeSafetensors, type SafetensorsInput } from '../../formats/safetensors.ts';
import { SafetensorsError } from '../../formats/safetensors-error.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { fitMeanDiffs } from './fit-mean-diffs.ts';
import { readMeanDiffs } from './read-mean-diffs.ts';

const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-mean-diffs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'mean_diffs.safetensors');

function write(tensor: SafetensorsInput, name = 'mean_diffs'): string {
  writeFileSync(path, encodeSafetensors(new Map([[name, tensor]])));
  return path;
}

const [POSITIONS, LAYERS, D] = [3, 4, 5];
/** Entry (p, l, j) is 100 p + 10 l + j, at block 0 rounding noise. */
const valueAt = (index: number, layer: number, j: number): number =>
  layer === 0 ? 1e-14 * (j + 1) : 100 * index + 10 * layer + j;
const data = Float64Array.from({ length: POSITIONS * LAYERS * D }, (_, i) =>
  valueAt(Math.floor(i / (LAYERS * D)), Math.floor(i / D) % LAYERS, i % D),
);
const example: SafetensorsInput = { dtype: 'F64', shape: [POSITIONS, LAYERS, D], data };

describe('mean differences', () => {
  it('count positions from the end: index n − 1 is −1', () => {
    const file = readMeanDiffs(write(example));
    expect(file).toMatchObject({ dtype: 'F64', positions: POSITIONS, layers: LAYERS, dimension: D });
    for (let position = -POSITIONS; position < 0; position++)
      for (let layer = 1; layer < LAYERS; layer++) {
        const row = Array.from({ length: D }, (_, j) => valueAt(POSITIONS + position, layer, j));
        expect([...file.direction({ layer, position })]).toEqual(row);
        expect(file.norms[POSITIONS + position][layer]).toBeCloseTo(Math.hypot(...row), 9);
      }
  });

  it('are described, a layer a line', () => {
    const text = formatMeanDiffs(readMeanDiffs(write(example)));
    expect(text).toMatch(/mean_diffs F64 \[3, 4, 5\]/);
    expect(text).toMatch(/positions +-3 to -1/);
    expect(text).toMatch(/^layer +-3 +-2 +-1$/m);
    const norm = Math.hypot(...Array.from({ length: D }, (_, j) => valueAt(2, 3, j)));
    expect(text).toMatch(new RegExp(`^ +3 .* ${norm.toFixed(0)}$`, 'm'));
    expect(text.trimEnd().split('\n').slice(-LAYERS)).toHaveLength(LAYERS);
  });

  it('give the ablation of one direction at every layer, and say where it comes from', () => {
    const file = readMeanDiffs(write(example));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: LAYERS - 1 }),
        fc.integer({ min: -POSITIONS, max: -1 }),
        fc.array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: D, maxLength: D }),
        (layer, position, x) => {
          const { sites, maps, provenance } = fitMeanDiffs(file, { layer, position }, { scope: 'prompt' });
          expect(new Set(sites.map(siteName)).size).toBe(3 * LAYERS);
          const r = [...file.direction({ layer, position })];
          const squared = r.reduce((sum, v) => sum + v * v, 0);
          const along = r.reduce((sum, v, j) => sum + v * x[j], 0) / squared;
          for (const map of maps.values())
            for (const [j, value] of map.apply(Float32Array.from(x)).entries())
              expect(Math.abs(value - (x[j] - along * r[j]))).toBeLessThan(1e-4);
          expect(provenance).toMatchObject({
            method: 'rfa',
            options: { origin: { layer, position }, fittedAt: [`resid_pre.${layer}`], scope: 'prompt' },
            data: { meanDiffs: file.hash },
          });
          const facts = provenance.facts![`resid_pre.${layer}`] as { directionNorm: number };
          expect(facts.directionNorm).toBeCloseTo(Math.sqrt(squared), 6);
        },
      ),
    );
  });

  it.each<[string, number, number, RegExp]>([
    ['a layer beyond the last', 4, -1, /has no layer 4\n.*0 to 3/],
    ['a position before the first', 1, -4, /has no position -4\n.*-3 to -1/],
    ['a position from the front', 1, 0, /has no position 0/],
    ['rounding noise at block 0', 0, -1, /zero up to rounding at layer 0, position -1 .*\n.*later layer/],
  ])('refuse %s', (_, layer, position, message) => {
    const file = readMeanDiffs(write(example));
    expect(() => file.direction({ layer, position })).toThrow(message);
    expect(() => file.direction({ layer, position })).toThrow(SafetensorsError);
  });

  it('refuse NaN where it is, and nowhere else', () => {
    const broken = data.slice();
    broken[(1 * LAYERS + 2) * D] = Number.NaN;
    const file = readMeanDiffs(write({ ...example, data: broken }));
    expect(() => file.direction({ layer: 2, position: -2 })).toThrow(
      /NaN or infinity at layer 2, position -2/,
    );
    expect(file.direction({ layer: 1, position: -2 })).toHaveLength(D);
    expect(formatMeanDiffs(file)).toContain('NaN');
  });

  it.each<[string, () => string, RegExp]>([
    ['another name', () => write(example, 'diffs'), /"mean_diffs": is missing\n.*diffs/],
    ['two axes', () => write({ ...example, shape: [POSITIONS * LAYERS, D] }), /has shape \[12,5\]/],
    ['no layer', () => write({ dtype: 'F32', shape: [2, 0, 3], data: new Float32Array(0) }), /\[2,0,3\]/],
    ['integers', () => write({ dtype: 'I32', shape: [1, 1, 2], data: Int32Array.of(1, 2) }), /dtype I32/],
  ])('refuse a tensor with %s', (_, file, message) => {
    expect(() => readMeanDiffs(file())).toThrow(message);
  });
});
