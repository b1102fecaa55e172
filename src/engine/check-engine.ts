import type { CheckpointOptions } from '../checkpoint/checkpoint.ts';
import { checkEngineRequest } from './check-engine-request.ts';
import type { EngineRequest } from './engine-request.ts';
import { describePython } from './transformers/python-environment.ts';
import { transformersOptions } from './transformers/transformers-options.ts';

/**
 * What can be found out about a request's engine before there is a model, and how checkpoints are opened for it. Rejects as
 * `resolveEngine` does.
 */
export async function checkEngine(request: EngineRequest, signal?: AbortSignal): Promise<CheckpointOptions> {
  checkEngineRequest(request);
  if (request.engine !== 'transformers') return {};
  await describePython(transformersOptions(request), { signal });
  return { anyArchitecture: true };
}
