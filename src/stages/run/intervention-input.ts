import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { checkIntervention } from '../../engine/check-request.ts';
import { contentHash } from '../../formats/content-hash.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { encodeIntervention } from '../../interventions/intervention-file.ts';
import { withThought } from '../model/with-thought.ts';
import type { InterventionFile } from './read-any-intervention.ts';
import { readIntervention } from './read-intervention.ts';

/** An intervention, or the path of a file that holds one. */
export type InterventionInput = Intervention | string;

/**
 * A caller's intervention, checked against the model. One in memory has the hash of the file that would hold
 * it. Throws like {@link readIntervention}, or InvalidInputError naming the site that the model does not have.
 */
export function interventionFor(
  checkpoint: Checkpoint,
  input: InterventionInput | undefined,
): InterventionFile | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'string') {
    const file = readIntervention(input, checkpoint);
    const intervention = withThought(file.intervention, checkpoint);
    return intervention === file.intervention ? file : { ...file, intervention };
  }
  checkIntervention(checkpoint.config, input);
  return {
    intervention: withThought(input, checkpoint),
    get hash() {
      return contentHash(encodeIntervention(input));
    },
  };
}

/** Its name in errors. */
export function interventionName(input: InterventionInput): string {
  return typeof input === 'string' ? input : 'intervention';
}
