import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { resolveModel } from '../stages/open-model.ts';

/** The model that a command was given, with progress on stderr where it has to be fetched first. */
export function openModel(spec: string, signal: AbortSignal): Promise<Checkpoint> {
  return resolveModel(spec, { signal });
}
