import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activationsOf } from '../../dist/activations/activations.js';
import { encodeSafetensors } from '../../dist/formats/safetensors.js';
import { fitPcaOt } from '../../dist/methods/pca-ot.js';
import { chatPrompts, generator } from '../chat-prompts.js';
import { timed } from '../interleave.js';
import { tensorOf } from './capture.js';

const LAYERS = 32;
const DIMENSION = 4096;
const RANK = 1;

/**
 * PCA-OT at 32 layers of d = 4096 from 128 rows per class, beside the capture of those 256 prompts. That capture is measured on the first
 * blocks of the Llama-2-7B shape and scaled to 32: a whole one in float32 does not fit most machines.
 */
export async function fitJob({ randomCheckpoint, openEngine, openPeers, folder, prompts = 256 }) {
  const blocks = 2;
  const checkpoint = await randomCheckpoint('Llama-2-7B', blocks);
  const engine = await openEngine(checkpoint);
  const sequences = chatPrompts(prompts, checkpoint.config.vocabularySize);
  const sites = Array.from({ length: blocks }, (_, layer) => ({ layer, point: 'resid_post' }));
  const layers = Array.from({ length: LAYERS }, (_, layer) => ({
    layer,
    source: randomRows(prompts / 2, layer, 1),
    target: randomRows(prompts / 2, layer, 0),
  }));
  const tensors = new Map();
  for (const { layer, ...classes } of layers)
    for (const [kind, data] of Object.entries(classes))
      tensors.set(`${kind}.${layer}`, { dtype: 'F32', shape: [prompts / 2, DIMENSION], data });
  const activations = join(folder, 'activations.safetensors');
  writeFileSync(activations, encodeSafetensors(tensors, {}));
  const peers = await openPeers('-', ['float32']);
  const fitAll = () =>
    layers.map(({ layer, source, target }) => {
      const [a, b] = [source, target].map((rows) => activationsOf(`layer ${layer}`, rows, DIMENSION));
      return fitPcaOt({ layer, point: 'resid_post' }, a, b, { rank: RANK });
    });
  return {
    title: `fit: PCA-OT at ${LAYERS} layers, d = ${DIMENSION}, ${prompts / 2} rows per class`,
    contenders: [
      { name: 'refusal-lab', run: () => timed(async () => fitAll()) },
      ...peers.map(({ peer }) => ({
        name: 'numpy float64',
        run: () => peer.run('fit', { activations, layers: LAYERS, rank: RANK }),
      })),
      {
        name: `capture it follows (Llama-2-7B shape, ${blocks} of ${LAYERS} layers)`,
        run: () => timed(() => engine.capture({ sequences, sites, positions: 'last' })),
      },
    ],
    agreement: ([ours, ...others]) =>
      others
        .filter(({ name }) => name === 'numpy float64')
        .map(({ name, output }) => {
          const expected = tensorOf(output, 'gains');
          const gains = ours.output.flatMap(({ maps }) => [...[...maps.values()][0].gain]);
          // The sign of an axis is arbitrary.
          const differences = gains.map((value, i) => Math.abs(Math.abs(value) - Math.abs(expected[i])));
          const [most, scale] = [differences, gains.map(Math.abs)].map((list) =>
            list.reduce((a, b) => Math.max(a, b), 0),
          );
          return `${name}: gains (A − I)Pᵀ differ by at most ${(most / scale).toExponential(1)} of the largest`;
        }),
    facts: (measured) => {
      const [ours, capture] = [measured[0], measured.at(-1)];
      const whole = capture.wall.map((seconds) => (seconds * LAYERS) / blocks);
      const shares = ours.wall.map((seconds, i) => (100 * seconds) / whole[i]).sort((a, b) => a - b);
      return [
        `fit / capture of all ${LAYERS} layers: ${shares[shares.length >> 1].toFixed(2)}% (${shares[0].toFixed(2)}–${shares.at(-1).toFixed(2)}); target ≤ 5%`,
      ];
    },
    close: async () => {
      for (const { peer } of peers) peer.stop();
      await engine.dispose();
    },
  };
}

/** Rows with a few strong directions and noise, the classes apart along the first coordinate. */
function randomRows(count, seed, offset) {
  const next = generator(2 * seed + offset + 1);
  const rows = new Float32Array(count * DIMENSION);
  for (let i = 0; i < count; i++) {
    const factors = [3 * next(), 2 * next(), next()];
    for (let j = 0; j < DIMENSION; j++)
      rows[i * DIMENSION + j] =
        next() -
        0.5 +
        Math.sin(j + 1) * factors[0] +
        Math.cos(3 * j) * factors[1] +
        (j === 0 ? offset * 9 : 0);
  }
  return rows;
}
