import { readFileSync } from 'node:fs';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { unreadable } from '../../formats/json-file.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { decodeIntervention } from '../../interventions/intervention-file.ts';

export interface InterventionFile {
  readonly intervention: Intervention;
  /** SHA-256 of the file. */
  readonly hash: string;
}

/**
 * Reads an intervention without checking it against a model. Throws InvalidInputError naming a file that cannot be read, and
 * SafetensorsError naming file and tensor of one that is damaged or something else.
 */
export function readAnyIntervention(path: string): InterventionFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InvalidInputError(path, unreadable(error));
  }
  return { intervention: decodeIntervention(bytes, path), hash: contentHash(bytes) };
}
