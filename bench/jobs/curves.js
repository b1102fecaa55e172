import { activationsOf } from '../../dist/activations/activations.js';
import { fitPcaOt } from '../../dist/methods/pca-ot.js';
import { chatPrompts, generator } from '../chat-prompts.js';
import { timed } from '../interleave.js';

/** Cost of one capture against prompts, layers and d, and of one PCA-OT fit against n, d and K; everything else as in the other jobs. */
export async function curvesJob({ randomCheckpoint, openEngine }) {
  const points = [];
  const engines = [];
  for (const [shape, layers] of [
    ['Qwen2.5-0.5B', 4],
    ['Qwen2.5-0.5B', 8],
    ['Qwen2.5-1.5B', 4],
  ]) {
    const checkpoint = await randomCheckpoint(shape, layers);
    const engine = await openEngine(checkpoint);
    engines.push(engine);
    const { hiddenSize, vocabularySize } = checkpoint.config;
    const sites = Array.from({ length: layers }, (_, layer) => ({ layer, point: 'resid_post' }));
    for (const prompts of layers === 4 && shape === 'Qwen2.5-0.5B' ? [32, 64, 128, 256] : [128]) {
      const sequences = chatPrompts(prompts, vocabularySize);
      points.push({
        name: `capture: ${prompts} prompts, ${layers} layers, d = ${hiddenSize} (${shape} blocks)`,
        run: () => timed(() => engine.capture({ sequences, sites, positions: 'last' })),
      });
    }
  }
  for (const [count, dimension, rank] of [
    [64, 4096, 1],
    [128, 4096, 1],
    [256, 4096, 1],
    [128, 1024, 1],
    [128, 2048, 1],
    [128, 4096, 2],
    [128, 4096, 8],
    [128, 4096, 32],
  ]) {
    const [source, target] = [1, 2].map((seed) => {
      const next = generator(seed);
      const rows = Float32Array.from({ length: count * dimension }, () => next() - 0.5);
      return activationsOf('random', rows, dimension);
    });
    points.push({
      name: `fit: ${count} rows per class, d = ${dimension}, K = ${rank}`,
      run: () => timed(async () => fitPcaOt({ layer: 0, point: 'resid_post' }, source, target, { rank })),
    });
  }
  return {
    title: 'cost curves',
    contenders: points,
    agreement: () => [],
    close: async () => {
      for (const engine of engines) await engine.dispose();
    },
  };
}
