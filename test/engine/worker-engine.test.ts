import { getEventListeners } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { openEnginePool } from '../../src/engine/worker/open-engine-pool.ts';
import { WorkerEngine } from '../../src/engine/worker/worker-engine.ts';
import { InvalidInputError } from '../../src/errors/invalid-input-error.ts';
import { LabError } from '../../src/errors/lab-error.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { describeConformance } from './conformance-suite.ts';
import { loadGolden, SWEPT_FAMILIES } from './goldens.ts';

const golden = loadGolden('qwen25');
const { checkpoint, prompts, newTokens } = golden;
const site = { layer: 1, point: 'resid_post' } as const;
const short = { sequences: [{ tokens: prompts[0] }] };
const greedy = { maxNewTokens: newTokens, stopTokenIds: [] };
const expected = Array.from(golden.expected('plain.0.greedy'), Number);
/** Seconds of work: many steps of many rows. */
const long = {
  sequences: Array.from({ length: 64 }, (_, i) => ({ tokens: [...prompts[0], i] })),
  maxNewTokens: 500,
  stopTokenIds: [],
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeAll(() => {
  if (!existsSync(fileURLToPath(new URL('../../dist/engine/worker/worker-main.js', import.meta.url))))
    throw new Error('workers run the built files: npm run build first (npm test does)');
});

describeConformance('worker', (opened) => WorkerEngine.open(opened), SWEPT_FAMILIES);

describe('WorkerEngine', () => {
  let engine: WorkerEngine;
  beforeAll(async () => {
    engine = await WorkerEngine.open(checkpoint);
  });
  afterAll(() => engine.dispose());

  const works = async (): Promise<void> => {
    expect(await engine.generate({ ...short, ...greedy })).toEqual([{ tokens: expected, finish: 'length' }]);
  };

  it('gives the very values of the engine inside it', async () => {
    const inside = await OnnxEngine.open(checkpoint);
    const request = {
      sequences: prompts.map((tokens) => ({ tokens })),
      intervention: golden.interventions.ablate!,
    };
    const drafts = prompts.map((_, p) => Array.from(golden.expected(`plain.${p}.greedy`), Number));
    try {
      const capture = {
        ...request,
        sites: [site, { layer: 2, point: 'mlp_out' }],
        positions: 'all',
      } as const;
      expect(await engine.capture(capture)).toEqual(await inside.capture(capture));
      expect(await engine.score(request)).toEqual(await inside.score(request));
      expect(await engine.nextToken(request)).toEqual(await inside.nextToken(request));
      const generate = { ...request, ...greedy, drafts, divergence: true };
      expect(await engine.generate(generate)).toEqual(await inside.generate(generate));
    } finally {
      await inside.dispose();
    }
  });

  it('keeps interventions apart, also more of them than it remembers', async () => {
    const shifted = (size: number) =>
      new Intervention({
        maps: [[site, AffineMap.translation(new Float32Array(checkpoint.config.hiddenSize).fill(size))]],
        provenance: { method: 'test', options: {} },
      });
    const sizes = [...Array(12).keys(), 0, 5];
    const request = { ...short, sites: [site], positions: 'last' as const };
    const plain = (await engine.capture(request)).get('resid_post.1')!;
    for (const size of sizes) {
      const rows = (await engine.capture({ ...request, intervention: shifted(size) })).get('resid_post.1')!;
      rows.forEach((value, j) => {
        expect(value).toBeCloseTo(plain[j] + size, 4);
      });
    }
  });

  it('runs calls in order', async () => {
    const ended: number[] = [];
    await Promise.all(
      [40, 1, 20].map(async (maxNewTokens, i) => {
        await engine.generate({ ...short, maxNewTokens, stopTokenIds: [] });
        ended.push(i);
      }),
    );
    expect(ended).toEqual([0, 1, 2]);
  });

  it('passes errors on with name, text and exit code, and works on', async () => {
    for (const call of [
      engine.score({ sequences: [{ tokens: [1, 384] }] }),
      engine.nextToken({ sequences: [{ tokens: [384] }] }),
      engine.generate({ ...greedy, sequences: [{ tokens: [384] }] }),
      engine.capture({ sequences: [{ tokens: [384] }], sites: [site], positions: 'last' }),
    ]) {
      const error: LabError = await call.then(
        () => expect.unreachable('must be refused'),
        (reason) => reason,
      );
      expect(error).toBeInstanceOf(LabError);
      expect(error.exitCode).toBe(2);
      expect(error.name).toBe('InvalidInputError');
      expect(error.message).toBe('sequence 0: token 384 is out of range\n  The vocabulary has 384 tokens.');
    }
    await works();
  });

  it('rejects with the reason of a signal that was aborted before', async () => {
    const reason = new Error('before');
    const signal = AbortSignal.abort(reason);
    for (const call of [
      engine.generate({ ...short, ...greedy, signal }),
      engine.score({ ...short, signal }),
      engine.nextToken({ ...short, signal }),
      engine.capture({ ...short, sites: [site], positions: 'last', signal }),
    ])
      await expect(call).rejects.toBe(reason);
    await works();
  });

  it('stops a long generation when its signal is aborted, and works on', async () => {
    const controller = new AbortController();
    const reason = new Error('during');
    const call = engine.generate({ ...long, signal: controller.signal });
    const outcome = expect(call).rejects.toBe(reason);
    await pause(100);
    controller.abort(reason);
    // The worker answers in its own time: had it run to the end, the call would have been resolved.
    await outcome;
    await works();
  });

  it('aborts a call that waits for another, and only that', async () => {
    const controller = new AbortController();
    const reason = new Error('waiting');
    const first = engine.generate({ ...long, maxNewTokens: 40 });
    const second = expect(engine.score({ ...short, signal: controller.signal })).rejects.toBe(reason);
    const third = engine.generate({ ...short, ...greedy });
    controller.abort(reason);
    await second;
    expect((await first).every(({ tokens }) => tokens.length === 40)).toBe(true);
    expect((await third)[0].tokens).toEqual(expected);
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    await engine.score({ ...short, signal });
    await expect(engine.score({ sequences: [{ tokens: [-1] }], signal })).rejects.toThrow('out of range');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('is disposed of once, however often asked, and then rejects everything', async () => {
    const engine = await WorkerEngine.open(checkpoint);
    const first = engine.dispose();
    const second = engine.dispose();
    const during = expect(engine.score(short)).rejects.toThrow('the engine was disposed of');
    await Promise.all([first, second, during]);
    await engine.dispose();
    for (const call of [
      engine.generate({ ...short, ...greedy }),
      engine.score(short),
      engine.nextToken(short),
      engine.capture({ ...short, sites: [site], positions: 'last' }),
    ]) {
      await expect(call).rejects.toThrow(LabError);
      await expect(call).rejects.toThrow('the engine was disposed of');
    }
  });

  it('lets running calls end before it is disposed of', async () => {
    const engine = await WorkerEngine.open(checkpoint);
    const running = engine.generate({ ...short, ...greedy });
    await engine.dispose();
    expect((await running)[0].tokens).toEqual(expected);
  });
});

describe('opening a worker', () => {
  const elsewhere = (folder: string) => ({ ...checkpoint, folder, stopTokenIds: [] });

  it('rejects where the model folder is missing', async () => {
    const missing = join(tmpdir(), 'no-such-model');
    const call = WorkerEngine.open(elsewhere(missing));
    await expect(call).rejects.toThrow(LabError);
    await expect(call).rejects.toMatchObject({ name: 'InvalidInputError', exitCode: 2 });
    await expect(call).rejects.toThrow(`${missing}: no such model folder`);
    await expect(openEnginePool(elsewhere(missing), { workers: 2 })).rejects.toThrow('no such model folder');
  });

  it('rejects where the folder holds no model', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-model-'));
    try {
      await expect(WorkerEngine.open(elsewhere(folder))).rejects.toThrow('config.json');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('opens as many as asked for, and at least one', async () => {
    const pool = await openEnginePool(checkpoint, { workers: 2, engine: { positions: 64 } });
    try {
      expect(pool.size).toBe(2);
      const sequences = [{ tokens: prompts[0] }];
      const scores = await pool.map([0, 1, 2, 3], (engine) => engine.score({ sequences }));
      for (const row of scores) expect(row).toEqual(scores[0]);
      await expect(pool.first.generate({ sequences, maxNewTokens: 64, stopTokenIds: [] })).rejects.toThrow(
        'the model runs with 64',
      );
    } finally {
      await pool.dispose();
    }
    await expect(openEnginePool(checkpoint, { workers: 0 })).rejects.toThrow(InvalidInputError);
  });
});
