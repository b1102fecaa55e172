import { OUTCOME_LETTERS, type SetObservation } from './observation.ts';

/** Whether the outcome of a prompt, by its letter, is an answer. */
export const isAnswer = (letter: string): boolean =>
  letter !== OUTCOME_LETTERS.refused && letter !== OUTCOME_LETTERS.degenerate;

/**
 * Which harmless prompts the unattacked model answers: it neither refuses them nor breaks. Damage is what an intervention does to
 * answers; that it ends a wrong refusal is no damage, and is counted apart. A model that answers none is audited only where that is
 * forced (see baselineResult); its damage is then taken over all of them.
 */
export function answeredPrompts({ outcomes }: Pick<SetObservation, 'outcomes'>): boolean[] {
  const answered = [...outcomes].map(isAnswer);
  return answered.some(Boolean) ? answered : answered.map(() => true);
}
