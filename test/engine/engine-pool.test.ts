import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { EnginePool } from '../../src/engine/worker/engine-pool.ts';

/** Engines that count how often they were disposed of. */
function engines(count: number): (Engine & { disposed: number })[] {
  return Array.from({ length: count }, () => {
    const engine = { disposed: 0, dispose: async () => void engine.disposed++ };
    return engine as unknown as Engine & { disposed: number };
  });
}

/** A promise and what settles it. */
function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  return { promise, resolve, reject };
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('EnginePool', () => {
  it('gives results in task order, whatever order they end in', async () => {
    const pool = new EnginePool(engines(3));
    const tasks = [30, 1, 15, 0, 8, 2, 25, 4];
    const ended: number[] = [];
    const results = await pool.map(
      tasks,
      async (_, delay) => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        return `after ${delay}`;
      },
      (delay) => ended.push(delay),
    );
    expect(results).toEqual(tasks.map((delay) => `after ${delay}`));
    expect(ended).not.toEqual(tasks);
    expect(ended.toSorted()).toEqual(tasks.toSorted());
  });

  it('keeps every engine busy with one task at a time', async () => {
    const all = engines(2);
    const pool = new EnginePool(all);
    const running = new Map<Engine, number>();
    let most = 0;
    const used = await pool.map([...Array(9).keys()], async (engine) => {
      running.set(engine, (running.get(engine) ?? 0) + 1);
      expect(running.get(engine)).toBe(1);
      most = Math.max(most, [...running.values()].filter(Boolean).length);
      await soon();
      running.set(engine, 0);
      return engine;
    });
    expect(most).toBe(2);
    expect(new Set(used)).toEqual(new Set(all));
  });

  it('starts no task after the first failure, lets running ones end, and throws that failure', async () => {
    const pool = new EnginePool(engines(2));
    const other = deferred<void>();
    const started: number[] = [];
    const done: number[] = [];
    const failure = new Error('task 0');
    let settled = false;
    const call = pool
      .map(
        [0, 1, 2, 3],
        async (_, task) => {
          started.push(task);
          if (task === 0) throw failure;
          await other.promise;
        },
        (task) => done.push(task),
      )
      .finally(() => {
        settled = true;
      });
    const outcome = expect(call).rejects.toBe(failure);
    await soon();
    expect(settled).toBe(false);
    other.resolve();
    await outcome;
    expect(started).toEqual([0, 1]);
    expect(done).toEqual([1]);
  });

  it('throws the first of several failures, also where it is undefined', async () => {
    const pool = new EnginePool(engines(2));
    const [slow, fast] = [deferred<void>(), deferred<void>()];
    const call = pool.map([slow, fast], (_, { promise }) => promise);
    fast.reject(undefined);
    await soon();
    slow.reject(new Error('second'));
    await expect(call).rejects.toBeUndefined();
  });

  it('does nothing for no task', async () => {
    expect(await new EnginePool(engines(2)).map([], () => Promise.reject(new Error('ran')))).toEqual([]);
  });

  it('names its engines and disposes of all', async () => {
    const all = engines(3);
    const pool = new EnginePool(all);
    expect([pool.size, pool.first]).toEqual([3, all[0]]);
    await pool.dispose();
    expect(all.map(({ disposed }) => disposed)).toEqual([1, 1, 1]);
  });

  it('is never empty: work would be lost in silence', () => {
    expect(() => new EnginePool([])).toThrow('engine pool: has no engine');
  });
});
