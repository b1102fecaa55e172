import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { EngineRequest } from './engine-request.ts';

/** Throws {@link InvalidInputError} where a request has options of the engine that it does not choose. */
export function checkEngineRequest(request: EngineRequest): void {
  if (request.engine === 'transformers') {
    const { provider = 'cpu', precision = 'f32' } = request;
    if (provider !== 'cpu')
      throw new InvalidInputError(
        `\`provider: ${provider}\``,
        "is onnxruntime's",
        'Give `device` for `engine: transformers`.',
      );
    if (precision !== 'f32')
      throw new InvalidInputError(
        `\`precision: ${precision}\``,
        "is onnxruntime's",
        'Give `dtype` for `engine: transformers`; quantised checkpoints are run as they are.',
      );
    return;
  }
  // A switch that is off asks for nothing.
  for (const name of ['python', 'device', 'dtype', 'deviceMap', 'deterministic', 'adapter'] as const)
    if (request[name] !== undefined && request[name] !== false)
      throw new InvalidInputError(`\`${name}: ${request[name]}\``, 'is for `engine: transformers`');
}
