import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { GraphWriter, OnnxType } from './graph-writer.ts';
import { loadOnnxRuntime } from './session.ts';

const ROWS = 1024;
const MEASURED_SECONDS = 0.15;

/**
 * Floating-point operations per second of float32 matrix products of the model's own width on this machine, for time
 * estimates: [1024, d] × [d, m] for about 0.2 s, without loading the model. Blocks the calling thread. `threads` 0: all.
 */
export async function measureProductRate(
  { hiddenSize, intermediateSize }: Pick<ModelConfig, 'hiddenSize' | 'intermediateSize'>,
  threads: number,
): Promise<number> {
  const runtime = await loadOnnxRuntime();
  const graph = new GraphWriter();
  const rows = graph.input('rows', OnnxType.float32, [ROWS, hiddenSize]);
  const weights = graph.input('weights', OnnxType.float32, [hiddenSize, intermediateSize]);
  graph.node('MatMul', [rows, weights], 'product');
  graph.output('product', OnnxType.float32, [ROWS, intermediateSize]);
  const session = await runtime.InferenceSession.create(graph.finish(), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  try {
    const tensor = (shape: [number, number]) =>
      new runtime.Tensor('float32', new Float32Array(shape[0] * shape[1]).fill(0.01), shape);
    const feeds = { rows: tensor([ROWS, hiddenSize]), weights: tensor([hiddenSize, intermediateSize]) };
    await session.run(feeds);
    const start = performance.now();
    let runs = 0;
    do {
      await session.run(feeds);
      runs += 1;
    } while (performance.now() - start < 1000 * MEASURED_SECONDS);
    return (2 * ROWS * hiddenSize * intermediateSize * runs * 1000) / (performance.now() - start);
  } finally {
    await session.release();
  }
}
