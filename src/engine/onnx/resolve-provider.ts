import { GraphWriter, OnnxType } from './graph-writer.ts';
import { executionProviders, type Provider, type ProviderChoice } from './provider.ts';
import { ProviderError } from './provider-error.ts';
import { loadOnnxRuntime } from './session.ts';

/** What asking for a provider needs of onnxruntime. */
export type ProbedRuntime = Pick<
  Awaited<ReturnType<typeof loadOnnxRuntime>>,
  'InferenceSession' | 'listSupportedBackends'
>;

/** In the order that `auto` tries them. */
const ACCELERATORS = ['cuda', 'webgpu'] as const;

/**
 * The provider that a choice comes to on this machine, tried on a product of two numbers before any weight is read. Throws
 * {@link ProviderError} where the one asked for is not in the installed onnxruntime or does not start; `auto` never throws.
 */
export async function resolveProvider(choice: ProviderChoice, runtime?: ProbedRuntime): Promise<Provider> {
  if (choice === 'cpu') return 'cpu';
  const onnxRuntime = runtime ?? (await loadOnnxRuntime());
  if (choice !== 'auto') {
    await probe(choice, onnxRuntime);
    return choice;
  }
  for (const provider of ACCELERATORS)
    try {
      await probe(provider, onnxRuntime);
      return provider;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
    }
  return 'cpu';
}

async function probe(provider: Provider, runtime: ProbedRuntime): Promise<void> {
  const backends = runtime.listSupportedBackends();
  const bundled = backends.filter((backend) => backend.bundled).map(({ name }) => name);
  // CUDA is listed but not bundled: its libraries come separately, so only starting it tells.
  if (!backends.some(({ name }) => name === provider))
    throw new ProviderError(provider, 'is not in the installed onnxruntime', bundled);
  const graph = new GraphWriter();
  const number = graph.input('number', OnnxType.float32, [1, 1]);
  graph.node('MatMul', [number, number], 'product');
  graph.output('product', OnnxType.float32, [1, 1]);
  try {
    const session = await runtime.InferenceSession.create(graph.finish(), {
      executionProviders: executionProviders(provider),
      // onnxruntime's own report goes to standard error; the message says it.
      logSeverityLevel: 4,
    });
    await session.release();
  } catch (error) {
    throw new ProviderError(provider, `does not start: ${reasonOf(error)}`, bundled, error);
  }
}

/** onnxruntime's message without the place in its source. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0].replace(/^\/\S+:\d+ .* was false\. /, '');
}
