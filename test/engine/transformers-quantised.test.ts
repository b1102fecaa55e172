import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { resolveEngine } from '../../src/engine/resolve-engine.ts';
import { defaultPython, describePython } from '../../src/engine/transformers/python-environment.ts';
import { PythonError } from '../../src/engine/transformers/python-error.ts';
import { PythonProcess } from '../../src/engine/transformers/python-process.ts';
import { TransformersEngine } from '../../src/engine/transformers/transformers-engine.ts';
import { describeModel } from '../../src/stages/model/describe-model.ts';
import { NIGHTLY } from '../nightly.ts';
import { goldenFolder, relativeError } from './goldens.ts';
import { NO_PYTHON } from './python.ts';

const SCRIPT = fileURLToPath(new URL('quantise_golden.py', import.meta.url));
const options = { device: 'cpu', dtype: 'float32', attention: 'eager', threads: 1 } as const;

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'quantised-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

const has = (python: string, distribution: string): boolean => {
  try {
    execFileSync(
      python,
      ['-c', `from importlib.metadata import version; version(${JSON.stringify(distribution)})`],
      { stdio: 'ignore' },
    );
    return true;
  } catch {
    return false;
  }
};

/** A golden model's folder with another config.json, and a file in the place of its weights. */
function folderWith(name: string, fields: Record<string, unknown>, weights = 'model.safetensors'): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  const config = JSON.parse(readFileSync(join(goldenFolder('qwen25'), 'config.json'), 'utf8'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, ...fields }));
  if (weights === 'model.safetensors')
    writeFileSync(join(folder, weights), readFileSync(join(goldenFolder('qwen25'), weights)));
  else writeFileSync(join(folder, weights), 'GGUF');
  return folder;
}

const load = (folder: string): Checkpoint =>
  loadCheckpoint(folder, undefined, undefined, { anyArchitecture: true });

describe('a quantised checkpoint', () => {
  it.each([
    [{ quant_method: 'gptq', bits: 4 }, 'gptq', 'weights quantised with gptq are not supported'],
    [{ load_in_4bit: true }, 'bitsandbytes', 'weights quantised with an unnamed method are not supported'],
    [{ quant_method: 'aqlm' }, 'quantised', 'weights quantised with aqlm are not supported'],
  ])('%j is inspected, with what runs it', async (field, quantisation, problem) => {
    const folder = folderWith(`inspected-${quantisation}`, { quantization_config: field });
    const { config, notForOnnx } = await describeModel(folder);
    expect(config.quantisation).toBe(quantisation);
    expect(notForOnnx).toContain(problem);
    expect(() => loadCheckpoint(folder)).toThrow('`engine: transformers` may run it');
  });

  it('in a GGUF file needs the files that say how it is run', async () => {
    const folder = folderWith('gguf-alone', {}, 'weights.gguf');
    for (const use of [{}, { anyArchitecture: true }])
      expect(() => loadCheckpoint(folder, undefined, undefined, use)).toThrow(
        'weights.gguf: has no tokenizer.json beside it',
      );
    writeFileSync(join(folder, 'tokenizer.json'), '{}');
    expect(() => loadCheckpoint(folder)).toThrow('GGUF weights are not supported');
    expect(() => load(folder)).toThrow('ends in its header');
  });
});

describe.skipIf(NO_PYTHON || !NIGHTLY)('in Python, a checkpoint', () => {
  const python = defaultPython();
  let shared: PythonProcess;
  beforeAll(() => {
    shared = new PythonProcess(python);
  });
  afterAll(() => shared.close());

  const logits = async (folder: string): Promise<Float32Array> => {
    const engine = await TransformersEngine.open(load(folder), options, undefined, shared);
    const [found] = await engine.nextToken({ sequences: [{ tokens: [5, 6, 7, 8, 9, 200] }] });
    return found;
  };

  it.each([
    ['fp8', 'qwen3', ['accelerate']],
    ['mxfp4', 'gpt-oss', ['accelerate']],
    ['gguf', 'qwen25', ['gguf', 'accelerate']],
  ])(
    'in %s gives the numbers of the weights that it stands for, or names what is missing',
    async (method, golden, packages) => {
      if (method === 'gguf' && !has(python, 'gguf')) {
        const folder = folderWith('gguf-unread', {}, 'weights.gguf');
        await expect(describePython({ ...options, folder })).rejects.toThrow(
          /has no packages? gguf.*, which GGUF files need\n {2}Install what it needs: .* -m pip install gguf/,
        );
        return;
      }
      const [target, reference] = [join(scratch, method), join(scratch, `${method}-reference`)];
      execFileSync(python, [SCRIPT, method, goldenFolder(golden), target, reference]);
      const checkpoint = load(target);
      const place = resolveEngine({ engine: 'transformers', ...options }, checkpoint);
      if (packages.some((name) => !has(python, name))) {
        await expect(place).rejects.toThrow(PythonError);
        return;
      }
      expect((await place).precision).toBe(method);
      expect(relativeError(await logits(target), await logits(reference))).toBeLessThan(2e-5);
      // The weights did change.
      expect(relativeError(await logits(reference), await logits(goldenFolder(golden)))).toBeGreaterThan(
        1e-3,
      );
    },
  );

  it.each([
    [{ quant_method: 'gptq', bits: 4 }, 'gptq', 'gptqmodel'],
    [{ load_in_8bit: true, quant_method: 'bitsandbytes' }, 'bitsandbytes', 'bitsandbytes'],
    [{ quant_method: 'compressed-tensors' }, 'compressed-tensors', 'compressed-tensors'],
  ])('%j is refused before it is loaded where a package is missing', async (field, method, distribution) => {
    if (has(python, distribution)) return;
    const folder = folderWith(`missing-${method}`, { quantization_config: field });
    const call = resolveEngine({ engine: 'transformers', ...options }, load(folder));
    await expect(call).rejects.toThrow(PythonError);
    await expect(call).rejects.toThrow(
      new RegExp(
        `has no packages? ${distribution}.*, which weights quantised with ${method} need\\n.*${python} -m pip install ${distribution}`,
      ),
    );
    await expect(call).rejects.toMatchObject({ exitCode: 2 });
  });

  it('of a kind that transformers does not know is refused in its words', async () => {
    const folder = folderWith('unknown-kind', { quantization_config: { quant_method: 'home-made' } });
    await expect(describePython({ ...options, folder })).rejects.toThrow(
      'its weights are quantised with home-made, which cannot run here',
    );
  });
});
