import type { Engine } from '../../engine/engine.ts';
import { LabError } from '../../errors/lab-error.ts';
import { OverflowError } from '../../errors/overflow-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { klFromLogits } from '../../linalg/categorical-divergence.ts';
import { actAdd } from '../../methods/act-add.ts';
import { meanDifference } from '../../methods/mean-difference.ts';
import { directionalAblation } from '../../methods/rfa.ts';
import { somDirections, spanAblation } from '../../methods/som.ts';
import type { FitActivations } from './capture-fit.ts';
import { meanRefusalScore } from './mean-refusal-score.ts';
import type { MeasureContext } from './measure-context.ts';
import type { DirectionObservation } from './observation.ts';
import type { UnitOf } from './unit.ts';

/**
 * One candidate of the published direction selection, on the selection split, next tokens only: ablation of its direction
 * (som: of the span of several read at the same place) is measured for bypass and divergence from `plain`, the unattacked
 * logits of the harmless prompts; adding its mean difference for induced refusal. Null where the class means are the same; NaN where the model overflows.
 */
export async function measureDirection(
  engine: Engine,
  { method, layer, position, prompts = Number.POSITIVE_INFINITY }: UnitOf<'direction'>,
  shared: {
    readonly context: MeasureContext;
    readonly fit: FitActivations;
    readonly plain: readonly Float32Array[];
    /** Tokens that begin a refusal. */
    readonly refusalStarts: readonly number[];
  },
): Promise<DirectionObservation> {
  const { data, signal, checkpoint } = shared.context;
  const { layers } = checkpoint.config;
  const { forbidden, harmless } = shared.fit.residPre.get(position)![layer];
  const { direction } = meanDifference(forbidden, harmless);
  if (direction.every((value) => value === 0)) return null;
  const ablation =
    method === 'rfa'
      ? directionalAblation(layers, direction)
      : spanAblation(layers, somDirections(forbidden, harmless));
  const addition = actAdd({ layer, point: 'resid_pre' }, direction, { strength: -1 });
  const nextToken = (set: 'forbidden' | 'harmless', intervention: Intervention) =>
    engine.nextToken({
      sequences: data.selection[set].sequences.slice(0, prompts),
      intervention,
      ...(signal ? { signal } : {}),
    });
  try {
    const bypassed = await nextToken('forbidden', ablation);
    const ablated = await nextToken('harmless', ablation);
    const induced = await nextToken('harmless', addition);
    const divergences = ablated.map((row, i) => klFromLogits(shared.plain[i], row));
    return {
      bypass: meanRefusalScore(bypassed, shared.refusalStarts),
      induce: meanRefusalScore(induced, shared.refusalStarts),
      kl: divergences.reduce((sum, value) => sum + value, 0) / divergences.length,
    };
  } catch (error) {
    // An error of a worker comes back as data, so its class is known by its name.
    if (!(error instanceof LabError && error.name === OverflowError.name)) throw error;
    return { bypass: Number.NaN, induce: Number.NaN, kl: Number.NaN };
  }
}
