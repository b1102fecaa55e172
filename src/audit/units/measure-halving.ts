import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import { completeSets } from './complete-sets.ts';
import type { GuessesBySet } from './guess-completions.ts';
import type { MeasureContext } from './measure-context.ts';
import type { HalvingObservation } from './observation.ts';

/** Short completions of the first selection prompts: what halving looks at. */
export async function measureHalving(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
  { forbidden, harmless }: AuditData['selection'],
  intervention: Intervention | undefined,
): Promise<HalvingObservation> {
  const completed = await completeSets(engine, context, guesses, [harmless, forbidden], intervention, [
    harmless,
  ]);
  const { observation, divergence } = completed.get(harmless)!;
  return { divergence, harmless: observation, forbidden: completed.get(forbidden)!.observation };
}
