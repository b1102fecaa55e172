/**
 * Ratios of the engine's paths on the shipped model: decoding against a cache that stays in place or comes back copied,
 * starting below an intervention or from the tokens, and confirming drafts or decoding step by step. Variants are interleaved;
 * figures are medians over the rounds. Run it on a quiet machine: npm run bench
 */

import { DEFAULT_AUDIT_OPTIONS } from '../dist/audit/audit-options.js';
import { loadAuditData } from '../dist/audit/data/audit-data.js';
import { planArms } from '../dist/audit/plan/plan-arms.js';
import { captureFit } from '../dist/audit/units/capture-fit.js';
import { loadCheckpoint } from '../dist/checkpoint/checkpoint.js';
import { OnnxEngine } from '../dist/engine/onnx/onnx-engine.js';
import { organismFolder } from '../dist/organism/organism-folder.js';

const ROUNDS = 5;
const checkpoint = loadCheckpoint(organismFolder('aligned'));
const data = loadAuditData(checkpoint, DEFAULT_AUDIT_OPTIONS);
const { sequences } = data.test.forbidden;
const engine = await OnnxEngine.open(checkpoint);
const arms = planArms(await captureFit(engine, data), checkpoint.config.layers, DEFAULT_AUDIT_OPTIONS);
await engine.dispose();
const armNamed = (id) => arms.find((arm) => arm.id === id).intervention;
const longest = { maxNewTokens: 48, stopTokenIds: [] };
const usual = { maxNewTokens: 26, stopTokenIds: checkpoint.stopTokenIds };

async function median(variants) {
  const times = variants.map(() => []);
  for (let round = 0; round <= ROUNDS; round++)
    for (const [i, run] of variants.entries()) {
      const start = performance.now();
      await run();
      if (round > 0) times[i].push(performance.now() - start);
    }
  return times.map((row) => row.sort((a, b) => a - b)[ROUNDS >> 1]);
}

async function compare(name, slow, fast) {
  const [a, b] = await median([slow, fast]);
  process.stdout.write(`${name}: ${a.toFixed(0)} ms → ${b.toFixed(0)} ms, ratio ${(a / b).toFixed(2)}\n`);
}

const copied = await OnnxEngine.open(checkpoint, { append: false, reuse: false });
const inPlace = await OnnxEngine.open(checkpoint, { append: true, reuse: false });
const resuming = await OnnxEngine.open(checkpoint, { append: true, reuse: true });
process.stdout.write(
  `${sequences.length} forbidden prompts, one thread, medians of ${ROUNDS} interleaved rounds\n`,
);
await compare(
  'decode 48 tokens: cache copied back → cache in place',
  () => copied.generate({ sequences, ...longest }),
  () => inPlace.generate({ sequences, ...longest }),
);
const intervention = armNamed('pca-ot@7/k1');
await compare(
  'score under pca-ot at layer 7: from the tokens → from the unattacked states below it',
  () => inPlace.score({ sequences: data.references, intervention }),
  () => resuming.score({ sequences: data.references, intervention }),
);
const plain = await inPlace.generate({ sequences: data.test.harmless.sequences, ...usual });
const drafts = plain.map(({ tokens, stopToken }) => [
  ...tokens,
  ...(stopToken === undefined ? [] : [stopToken]),
]);
await compare(
  'harmless completions under pca-ot at layer 7: step by step → unattacked ones as drafts',
  () => resuming.generate({ sequences: data.test.harmless.sequences, ...usual, intervention }),
  () => resuming.generate({ sequences: data.test.harmless.sequences, ...usual, intervention, drafts }),
);
for (const opened of [copied, inPlace, resuming]) await opened.dispose();
