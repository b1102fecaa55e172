import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/formats/safetensors-file.ts';
import { goldenFolder, relativeError } from '../engine/goldens.ts';
import { type CliResult, parseLines, runCli, runCliWith } from './run-cli.ts';
import { scratchFolder } from './scratch.ts';

/** Chromium brings a Vulkan device in software, which is a device all the same: kernels, transfers and all. */
const DRIVER = process.env.REFUSAL_LAB_VULKAN_DRIVER ?? '/usr/lib/chromium/vk_swiftshader_icd.json';
const MISSING = existsSync(DRIVER) ? undefined : `no Vulkan driver at ${DRIVER}`;
if (MISSING && process.env.CI === 'true') throw new Error(MISSING);

function onWebGpu(...args: readonly string[]): Promise<CliResult> {
  const folder = dirname(DRIVER);
  // The loader stands beside the driver.
  const env = { VK_ICD_FILENAMES: DRIVER, LD_LIBRARY_PATH: folder, XDG_RUNTIME_DIR: folder };
  return runCliWith(env, ...args, '--provider', 'webgpu');
}

describe.skipIf(MISSING !== undefined)(`--provider webgpu${MISSING ? ` (${MISSING})` : ''}`, () => {
  const scratch = scratchFolder();
  const lines = (first: number) =>
    Array.from({ length: 12 }, (_, i) => ({
      input_ids: Array.from({ length: 3 + i }, (__, t) => 1 + ((first + 37 * i + 11 * t) % 250)),
    }));
  const [harmful, harmless] = [5, 90].map((first, i) => scratch.lines(`${i}.jsonl`, lines(first)));

  it('captures, completes and scores as the CPU does, under a map', async () => {
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
    await ok(runCli(...capture(harmful, 'host')));
    await ok(runCli(...capture(harmless, 'harmless')));
    const [device, host] = ['device', 'host'].map((name) => readSafetensors(scratch.path(name)).tensors);
    for (const [name, { values }] of host)
      expect(relativeError(device.get(name)!.values as Float32Array, values as Float32Array)).toBeLessThan(
        2e-5,
      );
    await ok(
      runCli(
        ...['fit', '--method', 'pca-ot', '--source', scratch.path('host'), '--layers', '1', '--rank', '1'],
        ...['--target', scratch.path('harmless'), '--out', scratch.path('map')],
      ),
    );
    const under = ['--model', model, '--out', '-', '--intervention', scratch.path('map')];
    const generate = ['generate', '--prompts', harmful, '--max-new-tokens', '6', ...under];
    const tokens = (text: string) => parseLines<{ token_ids: number[] }>(text).map((line) => line.token_ids);
    expect(tokens(await ok(onWebGpu(...generate)))).toEqual(tokens(await ok(runCli(...generate))));
    const score = ['score', '--text', harmful, ...under];
    const values = (text: string) =>
      Float32Array.from(
        parseLines<{ token_logprobs: number[] }>(text).flatMap((line) => line.token_logprobs),
      );
    expect(
      relativeError(values(await ok(onWebGpu(...score))), values(await ok(runCli(...score)))),
    ).toBeLessThan(2e-5);
  });
});
