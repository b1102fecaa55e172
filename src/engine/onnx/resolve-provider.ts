import type { Precision } from '../../checkpoint/precision/precision.ts';
import { LabError } from '../../errors/lab-error.ts';
import { checkPrecision } from './check-precision.ts';
import { GraphWriter, OnnxType } from './graph-writer.ts';
import { PrecisionError } from './precision-error.ts';
import { executionProviders, type Provider, type ProviderChoice } from './provider.ts';
import { ProviderError } from './provider-error.ts';
import { isFasterThanCpu } from './provider-speed.ts';
import { loadOnnxRuntime } from './session.ts';

/** The parts of onnxruntime that a check of a provider uses. */
export type ProbedRuntime = Pick<
  Awaited<ReturnType<typeof loadOnnxRuntime>>,
  'InferenceSession' | 'listSupportedBackends' | 'Tensor'
>;

/** In the order that `auto` tries them. */
const ACCELERATORS = ['cuda', 'webgpu'] as const;

/**
 * The provider that a choice resolves to on this machine, tried on a product of two numbers before any weight is read. Throws
 * {@link ProviderError} where the one asked for is not in the installed onnxruntime or does not start, {@link PrecisionError} where it
 * does not compute in the precision asked for (default f32). `auto` takes the first of cuda and webgpu that multiplies faster than the CPU, and throws
 * only where nothing computes in that precision.
 */
export async function resolveProvider(
  choice: ProviderChoice,
  {
    precision = 'f32',
    runtime,
    isFaster = isFasterThanCpu,
  }: {
    readonly precision?: Precision;
    readonly runtime?: ProbedRuntime;
    readonly isFaster?: (provider: Provider, runtime: ProbedRuntime) => Promise<boolean>;
  } = {},
): Promise<Provider> {
  if (choice !== 'auto') checkPrecision(precision, choice);
  if (choice === 'cpu') return 'cpu';
  const onnxRuntime = runtime ?? (await loadOnnxRuntime());
  if (choice !== 'auto') {
    await probe(choice, precision, onnxRuntime);
    return choice;
  }
  for (const provider of ACCELERATORS)
    try {
      await probe(provider, precision, onnxRuntime);
      // Many systems have a device in software, and float16 runs nowhere else.
      if (precision === 'f16' || (await isFaster(provider, onnxRuntime))) return provider;
    } catch (error) {
      if (!(error instanceof ProviderError || error instanceof PrecisionError)) throw error;
    }
  checkPrecision(precision, 'cpu');
  return 'cpu';
}

async function probe(provider: Provider, precision: Precision, runtime: ProbedRuntime): Promise<void> {
  const backends = runtime.listSupportedBackends();
  const bundled = backends.filter((backend) => backend.bundled).map(({ name }) => name);
  // CUDA is listed but not bundled: its libraries are installed separately, so only starting it tells.
  if (!backends.some(({ name }) => name === provider))
    throw new ProviderError(provider, 'is not in the installed onnxruntime', bundled);
  try {
    const session = await openProduct(provider, 'f32', runtime);
    await session.release();
  } catch (error) {
    throw new ProviderError(provider, `does not start: ${reasonOf(error)}`, bundled, error);
  }
  if (precision === 'f16') await probeHalf(provider, runtime);
}

/** The smallest integer that float16 cannot represent: it rounds to the one below. */
const NO_HALF = 2049;

async function probeHalf(provider: Provider, runtime: ProbedRuntime): Promise<void> {
  let product: number;
  try {
    const session = await openProduct(provider, 'f16', runtime);
    try {
      const number = (value: number) => new runtime.Tensor('float32', Float32Array.of(value), [1, 1]);
      const output = await session.run({ left: number(NO_HALF), right: number(1) });
      product = Number(output.product.data[0]);
    } finally {
      await session.release();
    }
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new PrecisionError(provider, `does not compute in float16: ${reasonOf(error)}`, error);
  }
  if (product !== NO_HALF - 1)
    throw new PrecisionError(
      provider,
      `does not compute in float16: ${NO_HALF} · 1 came out as ${product}, in float16 it is ${NO_HALF - 1}`,
    );
}

/** `product` = `left` · `right`, both [1, 1]. */
function openProduct(provider: Provider, precision: 'f32' | 'f16', runtime: ProbedRuntime) {
  const graph = new GraphWriter();
  const numbers = ['left', 'right'].map((name) => graph.input(name, OnnxType.float32, [1, 1]));
  if (precision === 'f32') graph.node('MatMul', numbers, 'product');
  else {
    const halves = numbers.map((name) =>
      graph.node('Cast', [name], `${name}.half`, { to: { int: OnnxType.float16 } }),
    );
    const half = graph.node('MatMul', halves, 'product.half');
    graph.node('Cast', [half], 'product', { to: { int: OnnxType.float32 } });
  }
  graph.output('product', OnnxType.float32, [1, 1]);
  return runtime.InferenceSession.create(graph.finish(), {
    executionProviders: precision === 'f16' ? [provider] : executionProviders(provider),
    // onnxruntime's own report goes to standard error; our error message already says it.
    logSeverityLevel: 4,
    // The test must run on the provider itself.
    ...(precision === 'f16' ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
  });
}

/** onnxruntime's message without positions in its source and in the graph. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .split('\n')[0]
    .replace(/^\/\S+:\d+ .* was false\. /, '')
    .replace(/^Non-zero status code .*? Status Message: (\S+:\d+ \S+ )?/, '');
}
