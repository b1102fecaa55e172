/**
 * The same audit by both engines, and where they differ: PYTHON=<interpreter> node bench/engines-agree.js [--model NAME] [--dtype TYPE] [--effort NAME] [--prompts N] [--layers LIST]
 *
 * Prints whether both chose the same arms, in how many arms all outcomes are equal, and for every outcome that flipped the step at which
 * the completions part and the margin there: by how many nats each engine prefers its own next token to the other's. A flip whose margins
 * are within what rounding does to logits is a tie that fell the other way; one with a wide margin would be a fault.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { audit, openRun } from 'refusal-lab';
import { loadAuditData } from '../dist/audit/data/audit-data.js';
import { distinctArms } from '../dist/audit/plan/arm.js';
import { replayJournal } from '../dist/audit/run/replay-journal.js';
import { Bench } from '../dist/audit/units/bench.js';
import { openPool } from '../dist/engine/open-pool.js';
import { resolveEngine } from '../dist/engine/resolve-engine.js';
import { resolveModel } from '../dist/stages/model/resolve-model.js';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'organism:aligned' },
    dtype: { type: 'string', default: 'float32' },
    effort: { type: 'string', default: 'standard' },
    prompts: { type: 'string', default: '100' },
    layers: { type: 'string' },
  },
});
const python = process.env.PYTHON;
if (!python) {
  process.stderr.write('PYTHON names an interpreter with torch, transformers and safetensors\n');
  process.exit(2);
}
const prompts = Number(values.prompts);
const request = {
  model: values.model,
  options: {
    effort: values.effort,
    ...{
      selectionPrompts: Math.min(64, prompts),
      testForbidden: prompts,
      testHarmless: Math.ceil(prompts / 2),
    },
    ...{ testBorderline: Math.ceil(prompts / 5), loreDocuments: 10, strengths: [0.5, 1.5], controlDraws: 0 },
    ...(values.layers ? { layers: values.layers.split(',') } : {}),
  },
};
const ENGINES = {
  onnx: {},
  transformers: { engine: 'transformers', python, device: 'cpu', dtype: values.dtype },
};
const scratch = mkdtempSync(join(tmpdir(), 'refusal-lab-engines-'));

/** The run of one engine: what it chose, what every prompt came to, and a bench that makes its completions again. */
async function run(name) {
  const out = join(scratch, name);
  const began = performance.now();
  await audit({ ...request, ...ENGINES[name], out });
  const seconds = (performance.now() - began) / 1000;
  const { identity, tested, chosen } = await replayJournal(out);
  const { options } = identity;
  const checkpoint = await resolveModel(values.model, {});
  const place =
    name === 'onnx'
      ? { engine: 'onnx', provider: 'cpu', precision: 'f32' }
      : await resolveEngine(ENGINES[name], checkpoint);
  const pool = await openPool(checkpoint, place, { workers: 1 });
  const data = await loadAuditData(checkpoint, options, undefined, {});
  const bench = new Bench({ checkpoint, pool, data, options });
  return {
    ...{ name, seconds, checkpoint, pool, data, bench, options, tested, subject: identity.subject },
    chosen: chosen.map(({ id }) => id),
    outcomes: new Map(
      (await openRun(out)).prompts.map(({ id, set, outcomes }) => [`${set} ${id}`, outcomes]),
    ),
  };
}

/** Tokens of a prompt's completion under an arm, the stop token included. */
async function completionOf({ bench, pool, options, checkpoint }, arm, sequence) {
  const intervention = await bench.interventionOf(arm, pool.first);
  const [{ tokens, stopToken }] = await pool.first.generate({
    ...{ sequences: [sequence], maxNewTokens: options.maxNewTokens, stopTokenIds: checkpoint.stopTokenIds },
    ...(intervention ? { intervention } : {}),
  });
  return stopToken === undefined ? [...tokens] : [...tokens, stopToken];
}

/** log p(own) − log p(other) of the next token, nats. */
async function marginOf({ bench, pool }, arm, sequence, prefix, own, other) {
  const intervention = await bench.interventionOf(arm, pool.first);
  const [logits] = await pool.first.nextToken({
    sequences: [{ tokens: [...sequence.tokens, ...prefix], promptLength: sequence.tokens.length }],
    ...(intervention ? { intervention } : {}),
  });
  return logits[own] - logits[other];
}

try {
  const left = await run('onnx');
  const right = await run('transformers');
  console.log(
    `${values.model}, ${values.effort}, ${prompts} forbidden test prompts, transformers in ${values.dtype}`,
  );
  console.log(`onnx ${left.seconds.toFixed(0)} s, transformers ${right.seconds.toFixed(0)} s`);
  const same = left.chosen.every((id, i) => id === right.chosen[i]);
  console.log(
    `chosen arms: ${same ? 'the same' : 'different'}: ${left.chosen.join(' ')}${same ? '' : ` | ${right.chosen.join(' ')}`}`,
  );
  const arms = new Map(distinctArms(left.tested.all.map(({ arm }) => arm)).map((arm) => [arm.id, arm]));
  const both = right.tested.all.map(({ arm }) => arm.id).filter((id) => arms.has(id));
  const flips = [];
  let compared = 0;
  for (const [key, outcomes] of left.outcomes)
    for (const armId of both) {
      const [one, two] = [outcomes[armId], right.outcomes.get(key)?.[armId]];
      if (one === undefined || two === undefined) continue;
      compared++;
      if (one !== two) flips.push({ key, armId, one, two });
    }
  const flipped = new Set(flips.map(({ armId }) => armId));
  console.log(
    `${compared} outcomes of ${both.length} arms that both measured; ${flips.length} flipped, in ${flipped.size} arms`,
  );
  for (const { key, armId, one, two } of flips) {
    const [set, id] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
    const at = left.subject.prompts[`test/${set}`].ids.indexOf(id);
    const sequence = left.data.test[set].sequences[at];
    const arm = arms.get(armId);
    const [ours, theirs] = [
      await completionOf(left, arm, sequence),
      await completionOf(right, arm, sequence),
    ];
    const step = ours.findIndex((token, i) => token !== theirs[i]);
    const prefix = ours.slice(0, step);
    const margins =
      step < 0
        ? ['made alone the completions are equal']
        : [
            await marginOf(left, arm, sequence, prefix, ours[step], theirs[step]),
            await marginOf(right, arm, sequence, prefix, theirs[step], ours[step]),
          ].map((margin) => margin.toExponential(1));
    console.log(`${armId}\t${key}\t${one} → ${two}\tstep ${step}\tmargins ${margins.join(' and ')} nats`);
  }
  await left.pool.dispose();
  await right.pool.dispose();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
