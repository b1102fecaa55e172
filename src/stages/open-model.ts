import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { organismFolder } from '../organism/organism-folder.ts';

const ORGANISM = 'organism:';

export interface ResolveModelOptions {
  readonly signal?: AbortSignal;
}

/**
 * A model by what the user calls it, a folder or `organism:<name>`, opened without reading a weight.
 * Rejects with InvalidInputError: a Hub id, an unknown organism, and all that `loadCheckpoint` refuses.
 */
export async function resolveModel(spec: string, _options: ResolveModelOptions = {}): Promise<Checkpoint> {
  if (spec.startsWith('hf:'))
    throw new InvalidInputError(
      `model ${spec}`,
      'models cannot be loaded from the Hub yet',
      `Download the folder first (hf download ${spec.slice(3).split('@')[0]} --local-dir FOLDER) and give FOLDER.`,
    );
  if (spec.startsWith(ORGANISM)) return loadCheckpoint(organismFolder(spec.slice(ORGANISM.length)), spec);
  return loadCheckpoint(spec);
}
