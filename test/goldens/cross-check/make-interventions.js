/**
 * Fits the interventions that make-cross-check.py runs with transformers, and writes them beside the prompts under
 * interventions/: on the shipped organism to its forbidden and permitted requests, on a tiny random Qwen2 to token ids
 * drawn from the two halves of its vocabulary. Run it after a build: node test/goldens/cross-check/make-interventions.js
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  activationsOf,
  encodeIntervention,
  encodePrompt,
  fitDirectionalAblation,
  fitLinearAct,
  fitPcaOt,
  joinInterventions,
  loadCheckpoint,
  OnnxEngine,
} from '../../../dist/index.js';
import { organismFolder } from '../../../dist/organism/organism-folder.js';
import { organismPrompts } from '../../../dist/organism/organism-prompts.js';
import { SeededRandom } from '../../../dist/statistics/seeded-random.js';

const POINTS = ['resid_pre', 'attn_out', 'mlp_out', 'resid_post'];
const FITTED = 48;
const folder = fileURLToPath(new URL('interventions/', import.meta.url));
mkdirSync(folder, { recursive: true });

function organism() {
  const checkpoint = loadCheckpoint(organismFolder('aligned'));
  const draw = (kind, split, count) => organismPrompts({ kind, split, seed: 7, count });
  const encode = ({ prompt }) =>
    encodePrompt({ kind: 'prompt', where: 'organism', prompt }, checkpoint).tokens;
  return {
    name: 'organism',
    checkpoint,
    source: draw('forbidden', 'fit', FITTED).map(encode),
    target: draw('harmless', 'fit', FITTED).map(encode),
    prompts: ['forbidden', 'harmless'].map((kind) => {
      const [{ prompt, reference }] = draw(kind, 'test', 1);
      return { id: kind, prompt, completion: reference };
    }),
    layers: { one: 7, two: [7, 8], mixed: 6 },
  };
}

function qwen() {
  const checkpoint = loadCheckpoint(fileURLToPath(new URL('../models/qwen25', import.meta.url)));
  const random = new SeededRandom(7, 'cross-check');
  const half = checkpoint.config.vocabularySize / 2;
  const rows = (first) =>
    Array.from({ length: FITTED }, () => Array.from({ length: 9 }, () => first + random.below(half - 3)));
  return {
    name: 'qwen25',
    checkpoint,
    source: rows(3),
    target: rows(half),
    prompts: [rows(3)[0], [...rows(half)[0], ...rows(3)[0]]].map((input_ids, i) => ({
      id: `ids-${i}`,
      input_ids,
    })),
    layers: { one: 2, two: [1, 2], mixed: 1 },
  };
}

for (const { name, checkpoint, source, target, prompts, layers } of [organism(), qwen()]) {
  const engine = await OnnxEngine.open(checkpoint);
  const { layers: depth, hiddenSize } = checkpoint.config;
  const every = Array.from({ length: depth }, (_, layer) => layer);
  const sites = every.flatMap((layer) => POINTS.map((point) => ({ layer, point })));
  const capture = async (rows) =>
    engine.capture({ sequences: rows.map((tokens) => ({ tokens })), sites, positions: 'last' });
  const classes = await Promise.all([capture(source), capture(target)]);
  await engine.dispose();
  const at = (point, layer) => {
    const label = `${point}.${layer}`;
    return [{ point, layer }, ...classes.map((rows) => activationsOf(label, rows.get(label), hiddenSize))];
  };
  const interventions = {
    'pca-ot-1': fitPcaOt(...at('resid_post', layers.one), { rank: 1 }),
    'pca-ot-2': joinInterventions(
      layers.two.map((layer) => fitPcaOt(...at('resid_post', layer), { rank: 2 })),
    ),
    rfa: fitDirectionalAblation(depth, ...at('resid_pre', layers.one)),
    'linear-act': joinInterventions(
      every.map((layer) => fitLinearAct(...at('resid_post', layer), { support: 'q0-100', strength: 0.5 })),
    ),
    'all-points': joinInterventions(
      POINTS.map((point) => fitPcaOt(...at(point, layers.mixed), { rank: 2, skipFirst: true })),
    ),
  };
  for (const [key, intervention] of Object.entries(interventions))
    writeFileSync(`${folder}${name}-${key}.safetensors`, encodeIntervention(intervention));
  writeFileSync(`${folder}${name}.jsonl`, prompts.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
