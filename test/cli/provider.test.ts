import { existsSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/engine/onnx/provider-error.ts';
import { resolveProvider } from '../../src/engine/onnx/resolve-provider.ts';
import { nightly } from '../nightly.ts';
import { parseLines, runCli } from './run-cli.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const prompts = scratch.path('prompts.jsonl');
const out = scratch.path('out.jsonl');
const generate = (...more: string[]) =>
  runCli('generate', '--model', 'organism:aligned', '--prompts', prompts, '--max-new-tokens', '4', ...more);

describe('--provider', () => {
  beforeAll(() => writeFileSync(prompts, '{"input_ids":[5,6,7]}\n{"input_ids":[8,9]}\n'));

  nightly('auto runs on any machine, and here as cpu does unless a GPU starts', async () => {
    const [auto, cpu] = await Promise.all([
      generate('--provider', 'auto', '--out', '-'),
      generate('--provider', 'cpu', '--out', '-'),
    ]);
    expect([auto.code, cpu.code]).toEqual([0, 0]);
    expect(parseLines(auto.stdout)).toHaveLength(2);
    if ((await resolveProvider('auto')) === 'cpu') expect(auto.stdout).toBe(cpu.stdout);
  });

  it('one that does not start ends in one message, with nothing written', async () => {
    const failing = await Promise.all(
      (['webgpu', 'cuda'] as const).map((name) =>
        resolveProvider(name).then(
          () => undefined,
          (error: ProviderError) => ({ name, error }),
        ),
      ),
    );
    for (const found of failing) {
      // A machine on which it starts has nothing to show here.
      if (!found) continue;
      expect(found.error).toBeInstanceOf(ProviderError);
      const { code, stderr } = await generate('--provider', found.name, '--out', out);
      expect(code).toBe(2);
      expect(stderr).toContain(`error: provider ${found.name}: `);
      expect(stderr).toContain('--provider cpu always works');
      expect(existsSync(out)).toBe(false);
    }
  });

  it('an unknown one is refused by name', async () => {
    const { code, stderr } = await generate('--provider', 'tpu', '--out', out);
    expect(code).toBe(2);
    expect(stderr).toContain('tpu');
    expect(stderr).toContain('cpu, webgpu, cuda, auto');
  });
});
