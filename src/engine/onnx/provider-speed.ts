import { GraphWriter, OnnxType } from './graph-writer.ts';
import { executionProviders, type Provider } from './provider.ts';
import { loadOnnxRuntime } from './session.ts';

const ROWS = 512;
const WIDTH = 1024;
const PRODUCTS = 4;
const RUNS = 3;
/** A device in software needs many: it is known to be slow by then. */
const LONGEST_MS = 1000;

/**
 * Seconds that a provider takes at best for [512, 1024] times [1024, 1024] four times over, with what crosses to it and back: enough work
 * that it is not the crossing which is measured.
 */
export async function secondsOfProduct(
  provider: Provider,
  {
    InferenceSession,
    Tensor,
  }: Pick<Awaited<ReturnType<typeof loadOnnxRuntime>>, 'InferenceSession' | 'Tensor'>,
): Promise<number> {
  const graph = new GraphWriter();
  const rows = graph.input('rows', OnnxType.float32, [ROWS, WIDTH]);
  const weights = new Float32Array(WIDTH * WIDTH).fill(1 / WIDTH);
  graph.constant('weights', OnnxType.float32, [WIDTH, WIDTH], weights);
  let product = rows;
  for (let i = 0; i < PRODUCTS; i++) product = graph.node('MatMul', [product, 'weights'], `product.${i}`);
  graph.output(product, OnnxType.float32, [ROWS, WIDTH]);
  const session = await InferenceSession.create(graph.finish(), {
    executionProviders: executionProviders(provider),
    logSeverityLevel: 4,
  });
  try {
    const feeds = { rows: new Tensor('float32', new Float32Array(ROWS * WIDTH).fill(1), [ROWS, WIDTH]) };
    // The first run compiles kernels.
    await session.run(feeds);
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS && !(best > LONGEST_MS && run > 0); run++) {
      const start = performance.now();
      await session.run(feeds);
      best = Math.min(best, performance.now() - start);
    }
    return best / 1000;
  } finally {
    await session.release();
  }
}

/** Floating-point operations a second of such products, for time estimates. */
export async function measureDeviceRate(provider: Provider): Promise<number> {
  const seconds = await secondsOfProduct(provider, await loadOnnxRuntime());
  return (2 * ROWS * WIDTH * WIDTH * PRODUCTS) / seconds;
}
