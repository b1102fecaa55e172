import { GraphWriter, OnnxType } from './graph-writer.ts';
import { executionProviders, type Provider } from './provider.ts';
import { loadOnnxRuntime } from './session.ts';

type TimedRuntime = Pick<Awaited<ReturnType<typeof loadOnnxRuntime>>, 'InferenceSession' | 'Tensor'>;

interface Work {
  readonly rows: number;
  readonly products: number;
}

const WIDTH = 1024;
/** Large enough that arithmetic, not the transfer to a device, dominates the time. */
const WHOLE: Work = { rows: 512, products: 4 };
/** A thirty-second of it; a device in software takes longer for this than a CPU for the whole. */
const SMALL: Work = { rows: 64, products: 1 };
const RUNS = 3;

/** Whether a provider multiplies float32 matrices faster than the CPU, by the clock; false if it fails. */
export async function isFasterThanCpu(provider: Provider, runtime: TimedRuntime): Promise<boolean> {
  const cpu = await secondsOfProducts('cpu', runtime, WHOLE);
  try {
    return (
      (await secondsOfProducts(provider, runtime, SMALL)) < cpu &&
      (await secondsOfProducts(provider, runtime, WHOLE)) < cpu
    );
  } catch {
    // The provider starts but cannot compute.
    return false;
  }
}

/** Floating-point operations per second of float32 products on a provider, for time estimates. */
export async function measureDeviceRate(provider: Provider): Promise<number> {
  const seconds = await secondsOfProducts(provider, await loadOnnxRuntime(), WHOLE);
  return (2 * WHOLE.rows * WIDTH * WIDTH * WHOLE.products) / seconds;
}

/** Fewest seconds for [rows, 1024] times [1024, 1024], repeated this many times. */
async function secondsOfProducts(
  provider: Provider,
  { InferenceSession, Tensor }: TimedRuntime,
  { rows, products }: Work,
): Promise<number> {
  const graph = new GraphWriter();
  let product = graph.input('rows', OnnxType.float32, [rows, WIDTH]);
  const weights = new Float32Array(WIDTH * WIDTH).fill(1 / WIDTH);
  graph.constant('weights', OnnxType.float32, [WIDTH, WIDTH], weights);
  for (let i = 0; i < products; i++) product = graph.node('MatMul', [product, 'weights'], `product.${i}`);
  graph.output(product, OnnxType.float32, [rows, WIDTH]);
  const session = await InferenceSession.create(graph.finish(), {
    executionProviders: executionProviders(provider),
    logSeverityLevel: 4,
  });
  try {
    const feeds = { rows: new Tensor('float32', new Float32Array(rows * WIDTH).fill(1), [rows, WIDTH]) };
    // The first run compiles kernels.
    await session.run(feeds);
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      await session.run(feeds);
      best = Math.min(best, performance.now() - start);
    }
    return best / 1000;
  } finally {
    await session.release();
  }
}
