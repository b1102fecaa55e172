import { readFileSync } from 'node:fs';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { checkIntervention } from '../engine/check-request.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { LabError } from '../errors/lab-error.ts';
import { contentHash } from '../formats/content-hash.ts';
import { unreadable } from '../formats/json-file.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { decodeIntervention } from '../interventions/intervention-file.ts';

export interface InterventionFile {
  readonly intervention: Intervention;
  /** SHA-256 of the file. */
  readonly hash: string;
}

/** Reads an intervention for a model. Throws InvalidInputError naming the file: unreadable, damaged, of another model. */
export function readIntervention(path: string, checkpoint: Checkpoint): InterventionFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InvalidInputError(path, unreadable(error));
  }
  const intervention = decodeIntervention(bytes, path);
  try {
    checkIntervention(checkpoint.config, intervention);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new InvalidInputError(
      path,
      error.message,
      `Was it fitted on another model than ${checkpoint.name}?`,
    );
  }
  return { intervention, hash: contentHash(bytes) };
}
