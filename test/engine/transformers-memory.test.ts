import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaptureRequest } from '../../src/engine/engine.ts';
import { OutOfMemoryError } from '../../src/engine/transformers/out-of-memory-error.ts';
import { defaultPython } from '../../src/engine/transformers/python-environment.ts';
import { PythonProcess } from '../../src/engine/transformers/python-process.ts';
import { TransformersEngine } from '../../src/engine/transformers/transformers-engine.ts';
import { loadGolden, relativeError } from './goldens.ts';
import { NO_PYTHON } from './python.ts';

const { checkpoint, prompts } = loadGolden('qwen25', { anyArchitecture: true });
const { hiddenSize, layers } = checkpoint.config;
/** Less than the scores of a batch, and enough for those of a few rows. */
const SPARE = 2 ** 20;
const SITE = `resid_post.${layers - 1}`;
/** Scores of eager attention take T² floats per head: 4 MiB per row and block, and several of them at once. */
const request: CaptureRequest = {
  sequences: Array.from({ length: 8 }, (_, i) => ({
    tokens: Array.from({ length: 480 + (i % 4) }, (_, t) => prompts[0][(t + i) % prompts[0].length]),
  })),
  sites: [{ layer: layers - 1, point: 'resid_post' }],
  positions: 'last',
};
const only = (row: number): CaptureRequest => ({
  ...request,
  sequences: request.sequences.slice(row, row + 1),
});

/** Why memory cannot be taken from a process here. */
const NO_LIMIT = ((): string | undefined => {
  if (process.platform !== 'linux') return 'not Linux';
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no prlimit';
  }
})();

/** Bytes of addresses that a process has. */
const bytesOf = (pid: number): number =>
  1024 * Number(/^VmSize:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);

/** Sets the most that it may have. */
const limit = (pid: number, most: number | 'unlimited'): void => {
  execFileSync('prlimit', ['--pid', String(pid), `--as=${most}:`]);
};

describe.skipIf(NO_PYTHON ?? NO_LIMIT)('where memory runs out', () => {
  let python: PythonProcess;
  const open = (deterministic: boolean): Promise<TransformersEngine> => {
    const options = { device: 'cpu', dtype: 'float32', attention: 'eager', threads: 1 } as const;
    return TransformersEngine.open(checkpoint, { ...options, deterministic }, undefined, python);
  };
  let alone: Float32Array;
  /** What a pass of one row takes, and little more. */
  let most: number;
  beforeAll(async () => {
    python = new PythonProcess(defaultPython());
    const engine = await open(true);
    alone = (await engine.capture(only(7))).get(SITE)!;
    most = bytesOf(python.pid!) + SPARE;
  });
  afterAll(() => python.close());

  it('fixed batches are not halved: a typed error says so, and the engine can go on', async () => {
    const engine = await open(true);
    limit(python.pid!, most);
    const call = engine.capture(request);
    await expect(call).rejects.toThrow(OutOfMemoryError);
    await expect(call).rejects.toThrow('out of memory on cpu, and batches are fixed');
    await expect(call).rejects.toMatchObject({ exitCode: 1 });
    await engine.capture(only(0));
    expect(engine.ran.halvings).toBe(0);
    limit(python.pid!, 'unlimited');
  });

  it('other batches are halved, the numbers are the same, and what ran is told', async () => {
    const engine = await open(false);
    limit(python.pid!, most);
    const found = (await engine.capture(request)).get(SITE)!;
    expect(engine.ran.halvings).toBeGreaterThan(0);
    expect(engine.ran.rows).toBeLessThan(4);
    expect(relativeError(found.subarray(7 * hiddenSize, 8 * hiddenSize), alone)).toBeLessThan(2e-5);
  });
});
