import { OUTCOME_LETTERS, type SetObservation } from './observation.ts';

/**
 * Which harmless prompts the unattacked model answers: it neither refuses them nor breaks. Damage is what an intervention does to
 * answers; that it ends a wrong refusal is no damage, and is counted apart.
 */
export function answeredPrompts({ outcomes }: Pick<SetObservation, 'outcomes'>): boolean[] {
  return [...outcomes].map(
    (letter) => letter !== OUTCOME_LETTERS.refused && letter !== OUTCOME_LETTERS.degenerate,
  );
}
