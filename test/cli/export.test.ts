import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { decodeIntervention, encodeIntervention } from '../../src/interventions/intervention-file.ts';
import { goldenFolder } from '../engine/goldens.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const map = scratch.write(
  'map.safetensors',
  encodeIntervention(
    new Intervention({
      maps: [[{ layer: 1, point: 'resid_post' }, AffineMap.translation(Float32Array.of(1, 2))]],
      scope: 'last-prompt',
      provenance: { method: 'act-add', options: {} },
    }),
  ),
);
const [LAYERS, D] = [4, 64];
const values = Float64Array.from({ length: 2 * LAYERS * D }, (_, i) => Math.sin(3 * i));
const meanDiffs = scratch.write(
  'mean_diffs.safetensors',
  encodeSafetensors(new Map([['mean_diffs', { dtype: 'F64', shape: [2, LAYERS, D], data: values }]])),
);

describe('export', () => {
  it('lists what there is to export', async () => {
    const { code, stdout, stderr } = await runHere('export');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/--python INTERVENTION/);
  });

  it('writes the same page to standard output and to a file, never over one', async () => {
    const out = scratch.path('page.py');
    const printed = await runHere('export', '--python', map);
    const written = await runHere('export', '--python', map, '--out', out);
    expect([printed.code, written.code]).toEqual([0, 0]);
    expect(printed.stdout).toMatch(/^"""An intervention of refusal-lab .*\nINTERVENTION = .*main\(\)\n$/s);
    expect(printed.stdout).toContain(`INTERVENTION = ${JSON.stringify(map)}\n`);
    expect(readFileSync(out, 'utf8')).toBe(printed.stdout);
    expect(written).toMatchObject({ stdout: '', stderr: `act-add at 1 site, scope last-prompt → ${out}\n` });
    const again = await runHere('export', '--python', map, '--out', out);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/exists already/);
    expect((await runHere('export', '--python', map, '--out', out, '--force')).code).toBe(0);
  });

  it.each<[string, () => string[], RegExp]>([
    ['a missing file', () => ['--python', scratch.path('none')], /none: does not exist/],
    ['a folder', () => ['--python', goldenFolder('llama2')], /is a folder/],
    ['a file of another kind', () => ['--python', meanDiffs], /is not an intervention/],
    [
      'a truncated file',
      () => ['--python', scratch.write('cut', readFileSync(map).subarray(0, -1))],
      /cut, tensor "\S+": ends at byte/,
    ],
    ['an output without anything to export', () => [], /--out: nothing to export is given/],
  ])('refuses %s and writes nothing', async (_, args, message) => {
    const out = scratch.path('never.py');
    const { code, stderr } = await runHere('export', ...args(), '--out', out);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });
});

describe('a file of mean differences', () => {
  const fitMeanDiffs = (...args: string[]) =>
    runHere('fit', '--mean-diffs', meanDiffs, '--out', '-', ...args);
  const RFA = ['--method', 'rfa', '--layer', '2', '--position', '-2'];

  it('is described by inspect', async () => {
    const { code, stdout } = await runHere('inspect', meanDiffs);
    expect(code).toBe(0);
    expect(stdout).toMatch(/mean_diffs F64 \[2, 4, 64\]/);
    const json = JSON.parse((await runHere('inspect', meanDiffs, '--json')).stdout);
    expect(json).toMatchObject({ positions: 2, layers: LAYERS, dimension: D });
    expect(json.norms[1][3]).toBeCloseTo(Math.hypot(...values.slice(-D)), 9);
    const other = await runHere('inspect', map);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/tensor "mean_diffs": is missing/);
  });

  it('becomes an intervention that a model of that shape runs with', async () => {
    const out = scratch.path('rfa.safetensors');
    const model = goldenFolder('qwen25');
    const made = await runHere('fit', '--mean-diffs', meanDiffs, ...RFA, '--model', model, '--out', out);
    expect(made.stderr).toBe(`rfa at 12 sites, direction of layer 2, position -2 → ${out}\n`);
    const { provenance } = decodeIntervention(readFileSync(out), out);
    expect(provenance.options).toMatchObject({ origin: { layer: 2, position: -2 } });
    const prompts = scratch.lines('ids.jsonl', [{ input_ids: [5, 6, 7] }]);
    const run = await runHere(
      ...['score', '--model', model, '--text', prompts, '--intervention', out, '--out', '-'],
    );
    expect(run.code, run.stderr).toBe(0);
  });

  it.each<[string, string[], RegExp]>([
    ['another method', ['--method', 'ace'], /--mean-diffs: ace does not take it/],
    ['no position', ['--method', 'rfa', '--layer', '2'], /--position: is missing/],
    ['activations too', [...RFA, '--source', 'x'], /--source: does not go with --mean-diffs/],
    ['other points', [...RFA, '--points', 'mlp_out'], /--points: does not go with/],
    ['a model of another depth', [...RFA, '--model-layers', '5'], /--model-layers: has 5 layers, .* has 4/],
    ['a model of another width', [...RFA, '--model', 'organism:aligned'], /--model organism:aligned: has 12/],
    ['a layer that is no number', ['--method', 'rfa', '--layer', 'x'], /Expected an integer/],
  ])('is refused with %s', async (_, args, message) => {
    const { code, stdout, stderr } = await fitMeanDiffs(...args);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.each<[string[], RegExp]>([
    [['--source', 'x', '--target', 'y'], /--layers: is missing\n.*--mean-diffs/],
    [
      ['--source', 'x', '--target', 'y', '--layers', '1', '--layer', '1'],
      /--layer: is for --mean-diffs only/,
    ],
  ])('is what a fit without activations needs: %s', async (args, message) => {
    const { code, stderr } = await runHere('fit', '--method', 'rfa', '--out', '-', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
