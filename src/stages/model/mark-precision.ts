import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { withParts } from '../../interventions/with-parts.ts';
import { precisionField } from './precision-field.ts';

/** The same intervention, marked as fitted to an approximation; unchanged if it was not. */
export function markPrecision(
  intervention: Intervention,
  checkpoint: Pick<Checkpoint, 'precision'>,
): Intervention {
  if (checkpoint.precision === 'f32') return intervention;
  const { provenance } = intervention;
  return withParts(intervention, {
    provenance: {
      ...provenance,
      options: { ...provenance.options, ...precisionField(checkpoint) },
    },
  });
}
