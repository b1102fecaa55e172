import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { LARGEST_BUDGET } from '../../metrics/damage-budget.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import { completeSets } from './complete-sets.ts';
import { damageOf } from './damage-of.ts';
import type { GuessesBySet } from './guess-completions.ts';
import type { MeasureContext } from './measure-context.ts';
import type { SelectionObservation } from './observation.ts';

/**
 * What choosing layer, rank and strength may look at, on the selection split alone. Compliance is measured only where
 * the damage, on the harmless prompts that are `answered` unattacked, lies within the largest budget that anything is reported for.
 */
export async function measureSelection(
  engine: Engine,
  context: MeasureContext,
  {
    sets: { harmless, forbidden },
    guesses,
    intervention,
    answered,
  }: {
    /** The split, or its first prompts. */
    readonly sets: AuditData['selection'];
    readonly guesses: GuessesBySet;
    readonly intervention: Intervention | undefined;
    readonly answered: readonly boolean[];
  },
): Promise<SelectionObservation> {
  const completed = await completeSets(engine, context, guesses, [harmless], intervention, [harmless]);
  const { observation, divergence } = completed.get(harmless)!;
  // A NaN divergence must not pass.
  const within = damageOf(divergence, answered.slice(0, harmless.prompts.length)) <= LARGEST_BUDGET;
  const attacked = within
    ? (await completeSets(engine, context, guesses, [forbidden], intervention)).get(forbidden)!.observation
    : null;
  return { divergence, harmless: observation, forbidden: attacked };
}
