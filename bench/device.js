/**
 * The speed and accuracy of a provider's device: its rate of float32 products against the CPU's, and the error of its float16 products.
 *
 *   npm run build && node bench/device.js [webgpu|cuda]
 */
import { GraphWriter, OnnxType } from '../dist/engine/onnx/graph-writer.js';
import { measureDeviceRate } from '../dist/engine/onnx/provider-speed.js';
import { resolveProvider } from '../dist/engine/onnx/resolve-provider.js';
import { loadOnnxRuntime } from '../dist/engine/onnx/session.js';

const [ROWS, COLUMNS] = [32, 256];
const LENGTHS = [512, 4096, 14336];

const choice = process.argv[2] ?? 'webgpu';
const provider = await resolveProvider(choice);
const [device, cpu] = [await measureDeviceRate(provider), await measureDeviceRate('cpu')];
const gigaflops = (rate) => `${(rate / 1e9).toPrecision(3)} GFLOP/s`;
console.log(
  `float32: ${provider} ${gigaflops(device)}, cpu ${gigaflops(cpu)} (${(device / cpu).toPrecision(2)}x)`,
);
try {
  await resolveProvider(choice, { precision: 'f16' });
  for (const length of LENGTHS)
    console.log(`float16, sums of ${length}: ${(100 * (await halfError(length))).toFixed(2)}% off (rms)`);
} catch (error) {
  console.log(error.message);
}

/** Root mean square of the errors of a float16 product of normal numbers, relative to that of the product. */
async function halfError(length) {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const graph = new GraphWriter();
  const halves = [
    ['rows', [ROWS, length]],
    ['weights', [COLUMNS, length]],
  ].map(([name, shape]) => {
    graph.input(name, OnnxType.float32, shape);
    return graph.node('Cast', [name], `${name}.half`, { to: { int: OnnxType.float16 } });
  });
  const product = graph.node('Gemm', halves, 'product.half', { transB: { int: 1 } });
  graph.node('Cast', [product], 'product', { to: { int: OnnxType.float32 } });
  graph.output('product', OnnxType.float32, [ROWS, COLUMNS]);
  const session = await InferenceSession.create(graph.finish(), {
    executionProviders: [provider],
    logSeverityLevel: 4,
  });
  const normal = normals(7);
  const rows = Float32Array.from({ length: ROWS * length }, normal);
  const weights = Float32Array.from({ length: COLUMNS * length }, () => normal() / Math.sqrt(length));
  const { product: found } = await session.run({
    rows: new Tensor('float32', rows, [ROWS, length]),
    weights: new Tensor('float32', weights, [COLUMNS, length]),
  });
  await session.release();
  let [error, size] = [0, 0];
  for (let i = 0; i < ROWS; i++)
    for (let j = 0; j < COLUMNS; j++) {
      let exact = 0;
      for (let k = 0; k < length; k++) exact += rows[i * length + k] * weights[j * length + k];
      error += (found.data[i * COLUMNS + j] - exact) ** 2;
      size += exact ** 2;
    }
  return Math.sqrt(error / size);
}

/** Standard normal numbers from a Lehmer generator: the same in every run. */
function normals(seed) {
  let state = seed;
  const uniform = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
