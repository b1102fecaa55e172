import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { commonFolder } from './common-folder.ts';
import { buildDecoderGraph } from './decoder-graph.ts';
import { presentNames } from './device-cache.ts';
import { executionProviders } from './provider.ts';
import type { LoadableModel, Runtime, SessionOptions } from './runtime.ts';
import type { Segment } from './segment.ts';

type OnnxRuntimeNode = typeof import('onnxruntime-node');

/** onnxruntime is loaded on first use: 20 MB of native code that `--help` does not need. */
export function loadOnnxRuntime(): Promise<OnnxRuntimeNode> {
  return import('onnxruntime-node');
}

/** The {@link Runtime} of Node: weights are read from the checkpoint's files by onnxruntime. */
export async function loadRuntime(): Promise<Runtime> {
  const onnxRuntime = await loadOnnxRuntime();
  return {
    Tensor: onnxRuntime.Tensor,
    openSession: (model, segment, options) => openSession(onnxRuntime, model, segment, options),
    openGraph: (graph, options, onDevice) =>
      onnxRuntime.InferenceSession.create(graph, sessionOptions(options, onDevice)),
  };
}

/** Builds the graph of one segment and loads it; weights are read from the checkpoint's files by onnxruntime. */
async function openSession(
  runtime: OnnxRuntimeNode,
  model: LoadableModel,
  segment: Segment,
  options: SessionOptions,
): Promise<InferenceSession> {
  // Hub caches link to blobs elsewhere, one folder or several, and onnxruntime refuses links and paths that leave its
  // folder: hand it the real files and the folder that holds them all.
  const real = new Map<string, string>();
  for (const { file } of model.tensors.values()) if (!real.has(file)) real.set(file, realpathSync(file));
  const folder = commonFolder([...real.values()]);
  const graph = buildDecoderGraph({
    ...model,
    segment,
    positions: options.positions,
    products: options.products,
    location: (file) => relative(folder, real.get(file)!).split(sep).join('/'),
  });
  const { extra, ...rest } = sessionOptions(options, segment.resident ? presentNames(segment) : []);
  return runtime.InferenceSession.create(graph, {
    ...rest,
    // Weights stay outside the arena, which would keep the originals of packed matrices as free pieces (0.1 GiB of a 0.5B model).
    extra: {
      session: {
        ...extra.session,
        model_external_initializers_file_folder_path: folder,
        use_device_allocator_for_initializers: '1',
      },
    },
  });
}

function sessionOptions({ provider = 'cpu', threads }: SessionOptions, onDevice: readonly string[]) {
  return {
    executionProviders: executionProviders(provider),
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(onDevice.length > 0
      ? {
          preferredOutputLocation: Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer' as const])),
        }
      : {}),
    extra: { session: { force_spinning_stop: '1' } },
  } as const satisfies InferenceSession.SessionOptions;
}
