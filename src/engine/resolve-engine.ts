import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { checkEngineRequest } from './check-engine-request.ts';
import type { EnginePlace } from './engine-place.ts';
import type { EngineRequest } from './engine-request.ts';
import { resolveProvider } from './onnx/resolve-provider.ts';
import { precisionOfDtype } from './transformers/precision-of-dtype.ts';
import { describePython } from './transformers/python-environment.ts';
import { settingsFor } from './transformers/settings-for.ts';

/**
 * Where a request's model runs on this machine; no weight is read. Rejects with InvalidInputError where options do not go together, with
 * ProviderError or PrecisionError where onnxruntime cannot, with PythonError where Python cannot, or with the signal's reason.
 */
export async function resolveEngine(
  request: EngineRequest,
  checkpoint: Pick<Checkpoint, 'config' | 'folder' | 'name' | 'precision' | 'tensors'>,
  signal?: AbortSignal,
): Promise<EnginePlace> {
  checkEngineRequest(request);
  if (request.engine !== 'transformers') {
    const { precision } = checkpoint;
    return {
      engine: 'onnx',
      provider: await resolveProvider(request.provider ?? 'cpu', { precision }),
      precision,
    };
  }
  const options = settingsFor(checkpoint, request);
  const environment = await describePython(
    { ...options, folder: checkpoint.folder },
    { subject: checkpoint.name, signal },
  );
  return {
    engine: 'transformers',
    options: { ...options, device: environment.device, dtype: environment.dtype },
    environment,
    // Whatever it computes in, the weights are those of an approximation.
    precision: checkpoint.config.quantisation ?? precisionOfDtype(environment.dtype),
  };
}
