import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { timed } from '../interleave.js';

const ARM = 'pca-ot@6/k1';
/** Where an export was in earlier builds. */
const OPTIONS = ['audit/subject/audit-options.js', 'audit/audit-options.js'];

/**
 * One test unit of an arm at the middle layer of the shipped model, guesses and fit made before: by one engine with one thread, as an audit
 * does it. `against`: a checkout of another version, built, to compare with.
 */
export async function unitJob({ against }) {
  const here = fileURLToPath(new URL('../..', import.meta.url));
  const sides = [await openSide(here), ...(against ? [await openSide(against)] : [])];
  return {
    title: `unit: one test unit of ${ARM} on organism:aligned, one thread`,
    contenders: sides.map(({ run }, i) => ({
      name: i === 0 ? 'this build' : 'the other build',
      run: () => timed(run),
    })),
    agreement: ([ours, ...others]) =>
      others.map(({ name, output }) => {
        const [a, b] = [ours.output, output].map(({ divergence, ...rest }) => JSON.stringify(rest));
        const errors = ours.output.divergence.sums.map((sum, row) =>
          Math.abs(sum / output.divergence.sums[row] - 1),
        );
        return `${name}: ${a === b ? 'the same values' : 'OTHER VALUES'}, divergences within ${Math.max(...errors).toExponential(1)} of theirs`;
      }),
    close: async () => {
      for (const { engine } of sides) await engine.dispose();
    },
  };
}

async function openSide(root) {
  const load = (...names) => {
    const found = names.map((name) => join(root, 'dist', name)).find((file) => existsSync(file));
    if (!found) throw new Error(`${root} has no dist/${names[0]}: build it`);
    return import(pathToFileURL(found));
  };
  const { loadCheckpoint } = await load('checkpoint/checkpoint.js');
  const { loadAuditData } = await load('audit/data/audit-data.js');
  const { planGrid } = await load('audit/plan/plan-arms.js');
  const { DEFAULT_AUDIT_OPTIONS } = await load(...OPTIONS);
  const { Bench } = await load('audit/units/bench.js');
  const { EnginePool } = await load('engine/worker/engine-pool.js');
  const { WorkerEngine } = await load('engine/worker/worker-engine.js');
  const checkpoint = loadCheckpoint(join(root, 'organism', 'aligned'), 'organism:aligned');
  const options = DEFAULT_AUDIT_OPTIONS;
  const data = await loadAuditData(checkpoint, options);
  const engine = await WorkerEngine.open(checkpoint, { threads: 1 });
  const bench = new Bench({ checkpoint, pool: new EnginePool([engine]), data, options });
  const grid = planGrid(checkpoint.config.layers, options);
  const arm = grid.find(({ id }) => id === ARM);
  await bench.interventionOf(arm);
  await bench.prepare('test');
  return { engine, run: () => bench.execute(engine, { kind: 'test', arm }) };
}
