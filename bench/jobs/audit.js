import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAuditData } from '../../dist/audit/data/audit-data.js';
import { planGrid } from '../../dist/audit/plan/plan-arms.js';
import { DEFAULT_AUDIT_OPTIONS } from '../../dist/audit/subject/audit-options.js';
import { Bench } from '../../dist/audit/units/bench.js';
import { unitOrder } from '../../dist/audit/units/unit.js';
import { openEnginePool } from '../../dist/engine/worker/open-engine-pool.js';
import { encodeIntervention } from '../../dist/interventions/intervention-file.js';
import { LARGEST_BUDGET } from '../../dist/metrics/damage-budget.js';
import { resolveModel } from '../../dist/stages/model/resolve-model.js';
import { timed } from '../interleave.js';

/** Their mean is that of all layers: an arm's cost falls with its layer, below which nothing is recomputed. */
const LAYERS = [3, 8];
const EVERYWHERE = 'pca-ot@all/k2';

/**
 * Every arm of the default grid at two layers and one arm everywhere on the shipped model, in the order that an audit takes them, each measured in
 * full on both splits: five sets of completions, divergence along the unattacked completions, likelihood of texts. The script is given the
 * fitted maps, and neither judges nor reports.
 */
export async function auditJob({ openPeers, folder, threads }) {
  const checkpoint = await resolveModel('organism:aligned');
  const options = DEFAULT_AUDIT_OPTIONS;
  const data = await loadAuditData(checkpoint, options);
  const pool = await openEnginePool(checkpoint, { workers: threads });
  const bench = new Bench({ checkpoint, pool, data, options });
  const grid = planGrid(checkpoint.config.layers, options);
  const arms = grid
    .filter(({ id }) => id === EVERYWHERE || LAYERS.includes(Number(/@(\d+)/.exec(id)?.[1])))
    .toSorted((a, b) => unitOrder({ kind: 'test', arm: a }) - unitOrder({ kind: 'test', arm: b }));
  const interventions = [];
  for (const arm of arms) {
    const file = join(folder, `arm-${interventions.length}.safetensors`);
    writeFileSync(file, encodeIntervention(await bench.interventionOf(arm)));
    interventions.push(file);
  }
  for (const kind of ['selection', 'test']) await bench.prepare(kind);
  const units = ['selection', 'test'].flatMap((kind) => arms.map((arm) => ({ kind, arm })));
  const peers = await openPeers(checkpoint.folder, ['float32']);
  const tokensOf = ({ sequences }) => sequences.map(({ tokens }) => tokens);
  const input = {
    interventions,
    sets: {
      selectionHarmless: tokensOf(data.selection.harmless),
      selectionForbidden: tokensOf(data.selection.forbidden),
      testHarmless: tokensOf(data.test.harmless),
      testForbidden: tokensOf(data.test.forbidden),
      testBorderline: tokensOf(data.test.borderline),
    },
    texts: [...data.references, ...data.lore].map(({ tokens }) => tokens),
    largestDamage: LARGEST_BUDGET,
    newTokens: options.maxNewTokens,
    stops: [...checkpoint.stopTokenIds],
  };
  return {
    title: `audit: ${arms.length} arms of the default audit of organism:aligned, at layers ${LAYERS.join(' and ')} and everywhere`,
    contenders: [
      {
        name: `refusal-lab (${threads} engines)`,
        run: () => timed(() => pool.map(units, (engine, unit) => bench.execute(engine, unit))),
      },
      ...peers.map(({ name, peer }) => ({ name, run: () => peer.run('arms', input, 'json') })),
    ],
    agreement: ([ours, ...others]) =>
      others.map(({ name, output }) => {
        const tests = ours.output.slice(arms.length);
        const errors = arms.map((_, i) => {
          const { sums, steps } = ours.output[i].divergence;
          return Math.abs(total(sums) / total(steps) / output.arms[i].divergences.selectionHarmless - 1);
        });
        const lengths = tests.flatMap(({ forbidden }, i) =>
          forbidden.lengths.map((length, row) => {
            const tokens = output.arms[i].tokens.testForbidden[row];
            return input.stops.includes(tokens.at(-1))
              ? length === tokens.length - 1
              : length === tokens.length;
          }),
        );
        return `${name}: divergences of the arms within ${(100 * Math.max(...errors)).toExponential(1)}%, ${lengths.filter(Boolean).length} of ${lengths.length} completions of the same length`;
      }),
    close: async () => {
      for (const { peer } of peers) peer.stop();
      await pool.dispose();
    },
  };
}

const total = (values) => values.reduce((sum, value) => sum + value, 0);
