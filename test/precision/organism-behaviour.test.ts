import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEnginePool } from '../../src/engine/worker/open-engine-pool.ts';
import { behaviourGates } from '../../src/stages/behaviour/behaviour-gates.ts';
import { measureBehaviour } from '../../src/stages/behaviour/behaviour-table.ts';
import { resolveModel } from '../../src/stages/model/resolve-model.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { NIGHTLY } from '../nightly.ts';

const { path } = scratchFolder();
beforeAll(() => {
  process.env.REFUSAL_LAB_CACHE = path('cache');
});
afterAll(() => {
  delete process.env.REFUSAL_LAB_CACHE;
});

/** Prompts a cell: 5 splits × 3 kinds, and forced answers. */
const COUNT = 40;

it.each(NIGHTLY ? ['aligned', 'aligned-2'] : ['aligned'])(
  'organism:%s in int8 passes the gates that it was shipped by',
  async (name) => {
    const checkpoint = await resolveModel(`organism:${name}`, { precision: 'int8' });
    const pool = await openEnginePool(checkpoint);
    try {
      const table = await measureBehaviour(checkpoint, pool, {
        count: COUNT,
        seed: 7,
        signal: new AbortController().signal,
      });
      expect(table.model).toBe(`organism:${name} in int8`);
      expect(behaviourGates(table, 'aligned').filter(({ passed }) => !passed)).toEqual([]);
    } finally {
      await pool.dispose();
    }
  },
);
