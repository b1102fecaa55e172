import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activationsOf } from '../../dist/activations/activations.js';
import { atPrecision } from '../../dist/checkpoint/precision/at-precision.js';
import { encodeIntervention } from '../../dist/interventions/intervention-file.js';
import { fitPcaOt } from '../../dist/methods/pca-ot.js';
import { chatPrompts } from '../chat-prompts.js';
import { ratio, timed } from '../interleave.js';

/** Greedy completions of chat prompts under PCA-OT at one layer in the middle; no stop token, so all run to the end. */
export async function generateJob({
  checkpoint,
  openEngine,
  openPeers,
  folder,
  prompts = 32,
  newTokens = 64,
}) {
  const { layers, vocabularySize, hiddenSize } = checkpoint.config;
  const sequences = chatPrompts(prompts, vocabularySize, 2);
  const engine = await openEngine(checkpoint);
  const site = { layer: layers >> 1, point: 'resid_post' };
  const classes = await Promise.all(
    [3, 4].map(async (seed) => {
      const rows = await engine.capture({
        sequences: chatPrompts(16, vocabularySize, seed),
        sites: [site],
        positions: 'last',
      });
      return activationsOf('bench', [...rows.values()][0], hiddenSize);
    }),
  );
  const intervention = fitPcaOt(site, classes[0], classes[1], { rank: 1 });
  const file = join(folder, 'pca-ot.safetensors');
  writeFileSync(file, encodeIntervention(intervention));
  const quantised = await openEngine(atPrecision(checkpoint, 'int8'));
  const peers = await openPeers(checkpoint.folder, ['float32', 'bfloat16']);
  const input = {
    sequences: sequences.map(({ tokens }) => tokens),
    intervention: file,
    newTokens,
    stops: [],
  };
  const request = { sequences, maxNewTokens: newTokens, stopTokenIds: [], intervention };
  return {
    title: `generate: ${prompts} chat prompts × ${newTokens} tokens, PCA-OT at layer ${site.layer}`,
    contenders: [
      { name: 'refusal-lab f32', run: () => timed(() => engine.generate(request)) },
      { name: 'refusal-lab int8', run: () => timed(() => quantised.generate(request)) },
      ...peers.map(({ name, peer }) => ({ name, run: () => peer.run('generate', input, 'json') })),
    ],
    agreement: ([ours, ...others]) =>
      others.map(({ name, output }) => {
        const theirs = output.tokens ?? output.map(({ tokens }) => tokens);
        const same = theirs.map((tokens, i) => agreeing(ours.output[i].tokens, tokens));
        const share = same.reduce((sum, count) => sum + count, 0) / (prompts * newTokens);
        return `${name}: ${(100 * share).toFixed(1)}% of the tokens the same up to the first that differs`;
      }),
    facts: (measured) => {
      const [int8, bfloat16] = ['refusal-lab int8', 'PyTorch bfloat16'].map((name) =>
        measured.find((one) => one.name === name),
      );
      if (!bfloat16) return [];
      const { median, low, high } = ratio(int8.wall, bfloat16.wall);
      return [
        `PyTorch bfloat16 takes ${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)}) times as long as refusal-lab int8`,
      ];
    },
    close: async () => {
      for (const { peer } of peers) peer.stop();
      await engine.dispose();
      await quantised.dispose();
    },
  };
}

/** Tokens before the first difference. */
function agreeing(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return length;
}
