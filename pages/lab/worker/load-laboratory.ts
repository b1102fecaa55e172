import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { checkpointFromFiles } from '../../../src/checkpoint/checkpoint-from-files.ts';
import { OnnxEngine } from '../../../src/engine/onnx/onnx-engine.ts';
import { Laboratory } from '../../../src/laboratory/laboratory.ts';
import type { ModelListing } from '../../../src/laboratory/model-listing.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { HIGHEST_RANK, type LabInfo, type Report } from './protocol.ts';
import { webRuntime } from './web-runtime.ts';

/** As few graphs as possible: here loading one takes longer than a cache that stays in place would save. */
const ENGINE_OPTIONS = { reuse: false, append: false } as const;

/** Fetches model and WebAssembly from the page's own server, opens the engine and captures the fit prompts. */
export async function loadLaboratory(
  report: (report: Report) => void,
): Promise<{ readonly laboratory: Laboratory; readonly info: LabInfo }> {
  const url = (path: string): string => new URL(path, self.location.origin).href;
  const listing: ModelListing = await (await fetch(url('/model/listing.json'))).json();
  // Only the server knows the size of the WebAssembly file; until then the model's files stand for all.
  const sizes = new Map(listing.files.map(({ name, bytes }) => [name, { done: 0, bytes }]));
  const progress = (name: string) => (done: number, bytes: number) => {
    sizes.set(name, { done, bytes });
    const all = [...sizes.values()];
    const share =
      all.reduce((sum, each) => sum + each.done, 0) / all.reduce((sum, each) => sum + each.bytes, 0);
    report({ kind: 'progress', stage: 'loading', share });
  };
  const [wasm, ...contents] = await Promise.all([
    fetchBytes(new URL(wasmUrl, import.meta.url).href, progress('wasm')),
    ...listing.files.map(({ name }) => fetchBytes(url(`/model/${encodeURIComponent(name)}`), progress(name))),
  ]);
  const files = new Map(listing.files.map(({ name }, index) => [name, contents[index]]));
  const checkpoint = checkpointFromFiles(listing.name, files);
  const engine = await OnnxEngine.open(checkpoint, ENGINE_OPTIONS, webRuntime(wasm, files));
  const laboratory = await Laboratory.open(checkpoint, engine, listing.prompts, (share) =>
    report({ kind: 'progress', stage: 'fitting', share }),
  );
  const { fit, source, offered } = laboratory.prompts;
  const fitted = { forbidden: fit.forbidden.length, harmless: fit.harmless.length };
  const info: LabInfo = {
    model: listing.name,
    layers: checkpoint.config.layers,
    hiddenSize: checkpoint.config.hiddenSize,
    fitted,
    highestRank: Math.min(HIGHEST_RANK, fitted.forbidden - 1, fitted.harmless - 1),
    source,
    offered,
  };
  return { laboratory, info };
}
