import { parseSafetensorsHeader } from '../../dist/formats/safetensors.js';
import { chatPrompts } from '../chat-prompts.js';
import { timed } from '../interleave.js';

/** resid_post of every layer at the last token of chat prompts. */
export async function captureJob({ checkpoint, openEngine, openPeers, prompts = 256 }) {
  const { layers, vocabularySize, hiddenSize } = checkpoint.config;
  const sequences = chatPrompts(prompts, vocabularySize);
  const sites = Array.from({ length: layers }, (_, layer) => ({ layer, point: 'resid_post' }));
  const engine = await openEngine(checkpoint);
  const peers = await openPeers(checkpoint.folder, ['float32', 'bfloat16']);
  const input = { sequences: sequences.map(({ tokens }) => tokens) };
  return {
    title: `capture: ${prompts} chat prompts, last token, ${layers} layers`,
    contenders: [
      {
        name: 'refusal-lab f32',
        run: () => timed(() => engine.capture({ sequences, sites, positions: 'last' })),
      },
      ...peers.map(({ name, peer }) => ({ name, run: () => peer.run('capture', input) })),
    ],
    agreement: ([ours, ...others]) =>
      others.map(({ name, output }) => {
        const rows = tensorOf(output, 'rows');
        let largest = 0;
        let scale = 1;
        for (let layer = 0; layer < layers; layer++)
          ours.output.get(`resid_post.${layer}`).forEach((value, i) => {
            const other = rows[layer * prompts * hiddenSize + i];
            largest = Math.max(largest, Math.abs(value - other));
            scale = Math.max(scale, Math.abs(other));
          });
        return `${name}: largest difference ${(largest / scale).toExponential(1)} of the largest value`;
      }),
    close: async () => {
      for (const { peer } of peers) peer.stop();
      await engine.dispose();
    },
  };
}

/** A float32 tensor of a safetensors file. */
export function tensorOf(bytes, name) {
  const { tensors } = parseSafetensorsHeader(bytes, 'peer');
  const { offset, byteLength } = tensors.get(name);
  return new Float32Array(Uint8Array.from(bytes.subarray(offset, offset + byteLength)).buffer);
}
