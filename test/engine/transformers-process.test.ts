import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { resolveEngine } from '../../src/engine/resolve-engine.ts';
import { EngineDiedError } from '../../src/engine/transformers/engine-died-error.ts';
import { defaultPython, describePython } from '../../src/engine/transformers/python-environment.ts';
import { PythonError } from '../../src/engine/transformers/python-error.ts';
import { PythonProcess } from '../../src/engine/transformers/python-process.ts';
import { TransformersEngine } from '../../src/engine/transformers/transformers-engine.ts';
import { InvalidInputError } from '../../src/errors/invalid-input-error.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { goldenFolder, loadGolden } from './goldens.ts';
import { NO_PYTHON } from './python.ts';

const golden = loadGolden('qwen25', { anyArchitecture: true });
const { checkpoint, prompts, newTokens } = golden;
const options = { device: 'cpu', dtype: 'float32', threads: 1 } as const;
const short = { sequences: [{ tokens: prompts[0] }] };
const greedy = { maxNewTokens: newTokens, stopTokenIds: [] };
const expected = Array.from(golden.expected('plain.0.greedy'), Number);
/** Seconds of work: many steps. */
const long = {
  sequences: Array.from({ length: 40 }, (_, i) => ({ tokens: [...prompts[0], i] })),
  maxNewTokens: 400,
  stopTokenIds: [],
};
let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'transformers-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** A Python that is a shell script. */
function scriptedPython(name: string, script: string): string {
  const file = join(scratch, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const isRunning = (pid: number): boolean => {
  try {
    // A process that has ended and was not waited for yet is not running.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('a Python that cannot be used', () => {
  it('is named, with what to do, where it cannot be started', async () => {
    const call = describePython({ python: join(scratch, 'none') });
    await expect(call).rejects.toThrow(PythonError);
    await expect(call).rejects.toThrow(`python ${join(scratch, 'none')}: cannot be started`);
  });

  it('is told with the command that installs what it lacks', async () => {
    const python = scriptedPython('bare', `echo "ModuleNotFoundError: No module named 'torch'" >&2; exit 1`);
    const call = describePython({ python });
    await expect(call).rejects.toMatchObject({ name: 'PythonError', exitCode: 2 });
    await expect(call).rejects.toThrow('has no package torch');
    await expect(call).rejects.toThrow(`${python} -m pip install torch transformers safetensors`);
  });

  it('is quoted where it fails otherwise', async () => {
    const python = scriptedPython('broken', 'echo "Segmentation of the week" >&2; exit 3');
    await expect(describePython({ python })).rejects.toThrow('fails:\n  Segmentation of the week');
  });
});

describe('options of engines', () => {
  it.each([
    [{ engine: 'transformers', provider: 'webgpu' }, '`provider: webgpu`'],
    [{ engine: 'transformers', precision: 'int8' }, '`precision: int8`'],
    [{ device: 'cuda' }, '`device: cuda`: is for `engine: transformers`'],
    [{ engine: 'onnx', dtype: 'bfloat16' }, '`dtype: bfloat16`: is for `engine: transformers`'],
    [{ python: 'python3' }, '`python: python3`'],
    [{ adapter: 'lora' }, '`adapter: lora`: is for `engine: transformers`'],
    [{ engine: 'transformers', adapter: 'nowhere' }, '`adapter: nowhere`: holds no adapter_config.json'],
  ] as const)('%j is refused', async (request, problem) => {
    const call = resolveEngine(request, checkpoint);
    await expect(call).rejects.toThrow(InvalidInputError);
    await expect(call).rejects.toThrow(problem);
  });
});

describe.skipIf(NO_PYTHON)('the Python process', () => {
  let process_: PythonProcess;
  let engine: TransformersEngine;
  beforeAll(async () => {
    process_ = new PythonProcess(defaultPython());
    engine = await TransformersEngine.open(checkpoint, options, undefined, process_);
  });
  afterAll(() => engine?.dispose());

  const works = async (): Promise<void> => {
    expect(await engine.generate({ ...short, ...greedy })).toEqual([{ tokens: expected, finish: 'length' }]);
  };

  it('hears an abort between steps, and can be used again', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const started = performance.now();
    const call = engine.generate({
      ...long,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(call).rejects.toBe(reason);
    const whole = performance.now() - started;
    await works();
    // The rest would take many times what was done.
    expect(whole).toBeLessThan(60_000);
    await expect(engine.score({ ...short, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await works();
  });

  it('keeps interventions apart, also more of them than it remembers', async () => {
    const site = { layer: 1, point: 'resid_post' } as const;
    const shifted = (size: number) =>
      new Intervention({
        maps: [[site, AffineMap.translation(new Float32Array(checkpoint.config.hiddenSize).fill(size))]],
        provenance: { method: 'test', options: {} },
      });
    const request = { ...short, sites: [site], positions: 'last' as const };
    const plain = (await engine.capture(request)).get('resid_post.1')!;
    const maps = Array.from({ length: 20 }, (_, size) => shifted(size));
    for (const size of [...maps.keys(), 0, 5]) {
      const rows = (await engine.capture({ ...request, intervention: maps[size] })).get('resid_post.1')!;
      rows.forEach((value, j) => {
        expect(value).toBeCloseTo(plain[j] + size, 4);
      });
    }
  });

  it('costs little beside what the model computes', async () => {
    const request = {
      ...short,
      sites: [{ layer: 0, point: 'resid_pre' } as const],
      positions: 'last' as const,
    };
    for (let i = 0; i < 5; i++) await engine.capture(request);
    const times: number[] = [];
    for (let i = 0; i < 30; i++) {
      const start = performance.now();
      await engine.capture(request);
      times.push(performance.now() - start);
    }
    // A pass through one small block is part of it.
    expect(Math.min(...times)).toBeLessThan(10);
  });

  it('runs nothing for empty requests', async () => {
    const none = { sequences: [] };
    expect(await engine.score(none)).toEqual([]);
    expect(await engine.nextToken(none)).toEqual([]);
    expect(await engine.generate({ ...none, ...greedy })).toEqual([]);
    const rows = await engine.capture({ ...none, sites: [{ layer: 0, point: 'mlp_out' }], positions: 'all' });
    expect(rows.get('mlp_out.0')).toHaveLength(0);
  });

  it('ends where it is disposed of, twice too; later calls reject', async () => {
    await engine.dispose();
    await engine.dispose();
    await expect(engine.score(short)).rejects.toThrow('disposed of');
    expect(isRunning(process_.pid!)).toBe(false);
  });
});

describe.skipIf(NO_PYTHON)('a Python process ends', () => {
  let process_: PythonProcess;
  let engine: TransformersEngine;
  beforeEach(async () => {
    process_ = new PythonProcess(defaultPython());
    engine = await TransformersEngine.open(checkpoint, options, undefined, process_);
  });

  it('where it is killed, and every call says so', async () => {
    const call = engine.generate({ ...long, onProgress: () => process.kill(process_.pid!, 'SIGKILL') });
    await expect(call).rejects.toThrow(EngineDiedError);
    await expect(call).rejects.toThrow('ended by SIGKILL');
    await expect(call).rejects.toMatchObject({ exitCode: 1 });
    await expect(engine.score(short)).rejects.toThrow('ended by SIGKILL');
  });

  it('by itself when the pipe closes, in the middle of a request', async () => {
    const { pid } = process_;
    const call = engine.generate({ ...long, onProgress: () => process_.hangUp() });
    await expect(call).rejects.toThrow(EngineDiedError);
    expect(isRunning(pid!)).toBe(false);
  });
});

describe.skipIf(NO_PYTHON)('models that are refused', () => {
  const open = (folder: string): Promise<TransformersEngine> =>
    TransformersEngine.open({ ...checkpoint, folder, name: 'it' }, options);

  it('are told apart from those that run: pickled weights only', async () => {
    const folder = mkdtempSync(join(scratch, 'pickle-'));
    for (const name of ['config.json', 'generation_config.json'])
      writeFileSync(join(folder, name), readFileSync(join(goldenFolder('qwen25'), name)));
    writeFileSync(join(folder, 'pytorch_model.bin'), 'pickle');
    expect(() => loadCheckpoint(folder, undefined, undefined, { anyArchitecture: true })).toThrow(
      'It holds PyTorch pickles',
    );
    const call = open(folder);
    await expect(call).rejects.toThrow('model.safetensors');
    expect(existsSync(folder)).toBe(true);
  });

  it('code of their own is not run', async () => {
    const folder = mkdtempSync(join(scratch, 'code-'));
    const proof = join(folder, 'ran');
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({
        ...JSON.parse(readFileSync(join(goldenFolder('qwen25'), 'config.json'), 'utf8')),
        model_type: 'home_made',
        architectures: ['HomeMadeForCausalLM'],
        auto_map: { AutoConfig: 'home.Config', AutoModelForCausalLM: 'home.Model' },
      }),
    );
    writeFileSync(join(folder, 'home.py'), `open(${JSON.stringify(proof)}, 'w')`);
    writeFileSync(
      join(folder, 'model.safetensors'),
      readFileSync(join(goldenFolder('qwen25'), 'model.safetensors')),
    );
    await expect(open(folder)).rejects.toThrow('it: ');
    expect(existsSync(proof)).toBe(false);
  });

  it('a device that is not there', async () => {
    const call = describePython({ device: 'cuda:97' });
    await expect(call).rejects.toThrow('cuda:97');
    await expect(call).rejects.toMatchObject({ exitCode: 2 });
  });
});
