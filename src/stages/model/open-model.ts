import { atPrecision } from '../../checkpoint/precision/at-precision.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import { checkEngine } from '../../engine/check-engine.ts';
import type { EngineRequest } from '../../engine/engine-request.ts';
import { resolveProvider } from '../../engine/onnx/resolve-provider.ts';
import { resolveEngine } from '../../engine/resolve-engine.ts';
import type { DownloadProgress } from '../../hub/download-progress.ts';
import { Model } from './model.ts';
import { resolveModel } from './resolve-model.ts';

/** Settings for running a model, and listeners to its download and preparation. */
export interface OpenModelOptions extends Omit<EngineRequest, 'workers'> {
  /** Aborts finding and downloading the model. */
  readonly signal?: AbortSignal;
  /** Compare a cached model with the Hub's list of its files. */
  readonly recheck?: boolean;
  /** Called with the bytes of a model on the Hub that are on this machine. */
  readonly onDownload?: (progress: DownloadProgress) => void;
  /** Called with the preparation of a large model's weights before its first prompt. */
  readonly preparation?: PreparationOptions;
}

/**
 * Opens a model by its name: a folder with `config.json` and safetensors, `hf:org/name[@revision]`, which is downloaded
 * into the cache shared with Python if missing, or a packaged `organism:<name>`. No weight is read before a
 * verb (`capture`, `generate`, `score`, …) needs it; the engine is kept for the next one until `close`.
 *
 * Rejects with InvalidInputError (a misspelt name, an architecture that cannot be run), HubError, PrecisionError where the
 * provider does not compute in the precision, PythonError where the transformers engine cannot start, or the signal's reason.
 *
 * @example
 * import { generate, openModel } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned', { threads: 1 });
 * const [{ text }] = await generate({ model, prompts: ['How do I bake bread?'], maxNewTokens: 8 });
 * if (typeof text !== 'string') throw new Error('the model has a tokenizer');
 * await model.close();
 */
export async function openModel(name: string, options: OpenModelOptions = {}): Promise<Model> {
  const { signal, recheck, onDownload, preparation, ...request } = options;
  const { precision = 'f32', provider = 'cpu' } = request;
  const use = await checkEngine(request, signal);
  // Refused before anything is downloaded.
  if (precision === 'f16') await resolveProvider(provider, { precision });
  const checkpoint = await resolveModel(name, { ...use, precision, recheck, signal, onProgress: onDownload });
  if (request.engine !== 'transformers') return new Model(checkpoint, request, preparation);
  // The precision that results are marked with is a matter of the device.
  const place = await resolveEngine(request, checkpoint, signal);
  return new Model(atPrecision(checkpoint, place.precision), request, preparation);
}
