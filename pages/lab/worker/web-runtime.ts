import type { InferenceSession } from 'onnxruntime-node';
import * as ort from 'onnxruntime-web/wasm';
import { buildDecoderGraph } from '../../../src/engine/onnx/decoder-graph.ts';
import type { Runtime } from '../../../src/engine/onnx/runtime.ts';

/**
 * onnxruntime's WebAssembly build as the decoder's {@link Runtime}: the graph is the one that Node runs, the weights are
 * handed over from memory. `wasm`: the module's bytes; `files`: the checkpoint's safetensors files by name.
 */
export function webRuntime(wasm: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Runtime {
  ort.env.wasm.wasmBinary = wasm;
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.logLevel = 'error';
  return {
    // Both packages hand out the classes of the same version of onnxruntime-common.
    Tensor: ort.Tensor as unknown as Runtime['Tensor'],
    async openSession({ config, tensors }, segment, { positions }) {
      const graph = buildDecoderGraph({ config, tensors, segment, positions, location: (file) => file });
      const used = new Set([...tensors.values()].map(({ file }) => file));
      const session = await ort.InferenceSession.create(graph, {
        executionProviders: ['wasm'],
        graphOptimizationLevel: 'all',
        externalData: [...used].map((file) => ({ path: file, data: files.get(file)! })),
      });
      return session as unknown as InferenceSession;
    },
  };
}
