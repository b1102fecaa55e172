import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { checkIntervention } from '../../engine/check-request.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import { type InterventionFile, readAnyIntervention } from './read-any-intervention.ts';

/** Reads an intervention for a model. Throws InvalidInputError naming the file: unreadable, damaged, of another model. */
export function readIntervention(path: string, checkpoint: Checkpoint): InterventionFile {
  const file = readAnyIntervention(path);
  try {
    checkIntervention(checkpoint.config, file.intervention);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new InvalidInputError(
      path,
      error.message,
      `Was it fitted on another model than ${checkpoint.name}?`,
    );
  }
  return file;
}
