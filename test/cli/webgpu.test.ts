import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/formats/safetensors-file.ts';
import { goldenFolder, relativeError } from '../engine/goldens.ts';
import { NIGHTLY, nightly } from '../nightly.ts';
import {
  CHROMIUM,
  DEVICE_ENVIRONMENT,
  driverEnvironment,
  NO_DEVICE,
  NO_HALF_DEVICE,
} from '../webgpu-device.ts';
import { type CliResult, parseLines, runCliWith } from './run-cli.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

function onWebGpu(...args: readonly string[]): Promise<CliResult> {
  return runCliWith(DEVICE_ENVIRONMENT, ...args, '--provider', 'webgpu');
}

describe.skipIf(NO_DEVICE !== undefined)(`--provider webgpu${NO_DEVICE ? ` (${NO_DEVICE})` : ''}`, () => {
  const scratch = scratchFolder();
  const lines = (first: number) =>
    Array.from({ length: 12 }, (_, i) => ({
      input_ids: Array.from({ length: 3 + i }, (__, t) => 1 + ((first + 37 * i + 11 * t) % 250)),
    }));
  const [harmful, harmless] = [5, 90].map((first, i) => scratch.lines(`${i}.jsonl`, lines(first)));

  nightly('captures, completes and scores as the CPU does, under a map', async () => {
    const model = goldenFolder('llama31');
    const ok = async (result: Promise<CliResult>): Promise<string> => {
      const { code, stdout, stderr } = await result;
      expect(code, stderr).toBe(0);
      return stdout;
    };
    const capture = (prompts: string, out: string) => [
      ...['capture', '--model', model, '--prompts', prompts, '--out', scratch.path(out)],
    ];
    await ok(onWebGpu(...capture(harmful, 'device')));
    await ok(runHere(...capture(harmful, 'host')));
    await ok(runHere(...capture(harmless, 'harmless')));
    const [device, host] = ['device', 'host'].map((name) => readSafetensors(scratch.path(name)).tensors);
    for (const [name, { values }] of host)
      expect(relativeError(device.get(name)!.values as Float32Array, values as Float32Array)).toBeLessThan(
        2e-5,
      );
    await ok(
      runHere(
        ...['fit', '--method', 'pca-ot', '--source', scratch.path('host'), '--layers', '1', '--rank', '1'],
        ...['--target', scratch.path('harmless'), '--out', scratch.path('map')],
      ),
    );
    const under = ['--model', model, '--out', '-', '--intervention', scratch.path('map')];
    const generate = ['generate', '--prompts', harmful, '--max-new-tokens', '6', ...under];
    const tokens = (text: string) => parseLines<{ token_ids: number[] }>(text).map((line) => line.token_ids);
    expect(tokens(await ok(onWebGpu(...generate)))).toEqual(tokens(await ok(runHere(...generate))));
    const score = ['score', '--text', harmful, ...under];
    const values = (text: string) =>
      Float32Array.from(
        parseLines<{ token_logprobs: number[] }>(text).flatMap((line) => line.token_logprobs),
      );
    expect(
      relativeError(values(await ok(onWebGpu(...score))), values(await ok(runHere(...score)))),
    ).toBeLessThan(2e-5);
  });

  it.skipIf(NO_HALF_DEVICE !== undefined || !NIGHTLY)(
    `--precision f16 is computed there and says so${NO_HALF_DEVICE ? ` (${NO_HALF_DEVICE})` : ''}`,
    async () => {
      const half = ['--model', 'organism:aligned', '--precision', 'f16'];
      const out = scratch.path('half');
      const captured = await onWebGpu(
        'capture',
        ...half,
        '--prompts',
        harmful,
        '--layers',
        '3',
        '--out',
        out,
      );
      expect(captured.code, captured.stderr).toBe(0);
      expect(captured.stderr).toContain('organism:aligned in float16: 12 prompts');
      expect(readSafetensors(out).metadata.precision).toBe('float16');
      const generated = await onWebGpu(
        ...['generate', ...half, '--prompts', harmful, '--max-new-tokens', '4', '--out', '-'],
      );
      for (const line of parseLines(generated.stdout)) expect(line).toMatchObject({ precision: 'float16' });
      const examined = await onWebGpu('doctor', ...half, '--json');
      expect(examined.code, examined.stdout).toBe(0);

      // Fitting computes nothing in it, and needs no device.
      const fitted = await runCliWith(
        { VK_ICD_FILENAMES: '/nowhere' },
        ...['fit', '--method', 'pca-ot', '--rank', '1', '--model', 'organism:aligned', '--layers', '3'],
        ...['--source', out, '--target', out, '--out', scratch.path('half-map')],
      );
      expect(fitted.code, fitted.stderr).toBe(0);
      expect(fitted.stderr).not.toContain('precision f16');
    },
  );

  it('two engines on one device are refused: they would get into each other’s commands', async () => {
    const { code, stderr } = await onWebGpu(
      'audit',
      'organism:aligned',
      '--workers',
      '2',
      '--out',
      scratch.path('two'),
    );
    expect(code).toBe(2);
    expect(stderr).toContain('2 workers: share one device under provider webgpu');
    expect(existsSync(scratch.path('two'))).toBe(false);
  });
});

it.skipIf(!existsSync(CHROMIUM))('--precision f16 is refused where the device has no float16', async () => {
  const { code, stdout, stderr } = await runCliWith(
    driverEnvironment(CHROMIUM),
    ...['generate', '--model', 'organism:aligned', '--prompts', 'none', '--out', '-'],
    ...['--precision', 'f16', '--provider', 'webgpu'],
  );
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /error: precision f16: provider webgpu does not compute in float16: Program Cast requires f16 but the device does not support it/,
  );
  expect(stderr).toContain('f16 is for --provider webgpu or cuda');
});
