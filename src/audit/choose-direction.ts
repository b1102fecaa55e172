import type { EnginePool } from '../engine/worker/engine-pool.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { klFromLogits } from '../linalg/categorical-divergence.ts';
import { actAdd } from '../methods/act-add.ts';
import { meanDifference } from '../methods/mean-difference.ts';
import { directionalAblation } from '../methods/rfa.ts';
import {
  type DirectionCandidate,
  type DirectionMeasurement,
  type DirectionSelection,
  selectDirection,
} from '../methods/select-direction.ts';
import { somDirections, spanAblation } from '../methods/som.ts';
import type { PromptSet } from './audit-data.ts';
import type { FitActivations } from './capture-fit.ts';
import { meanRefusalScore } from './mean-refusal-score.ts';
import type { MeasureContext } from './measure-context.ts';

/** rfa: every (layer, post-instruction position) whose class means differ. */
export function directionCandidates(fit: FitActivations, modelLayers: number): AblationCandidate[] {
  return [...fit.residPre].flatMap(([position, sites]) =>
    sites.flatMap(({ forbidden, harmless }, layer) => {
      const { direction } = meanDifference(forbidden, harmless);
      if (direction.every((value) => value === 0)) return [];
      const ablation = directionalAblation(modelLayers, direction);
      return [{ layer, position, direction: Float32Array.from(direction), ablation }];
    }),
  );
}

/** som: the last prompt token of every layer whose class means differ. */
export function somCandidates(fit: FitActivations, modelLayers: number): AblationCandidate[] {
  return directionCandidates(fit, modelLayers)
    .filter(({ position }) => position === -1)
    .map((candidate) => {
      const { forbidden, harmless } = fit.residPre.get(-1)![candidate.layer];
      return { ...candidate, ablation: spanAblation(modelLayers, somDirections(forbidden, harmless)) };
    });
}

/** A candidate with what ablates it everywhere: its own direction, or the span of several read at the same place. */
export interface AblationCandidate extends DirectionCandidate {
  readonly ablation: Intervention;
}

/**
 * The published selection of what is ablated, on the selection split, next tokens only: the ablation is measured for
 * bypass and divergence, adding the candidate's mean difference for induced refusal.
 */
export async function chooseDirection(
  pool: EnginePool,
  context: MeasureContext,
  candidates: readonly AblationCandidate[],
  onDone: () => void,
): Promise<DirectionSelection> {
  const { data, signal } = context;
  const { layers } = pool.first.config;
  const nextToken = (engine: EnginePool['first'], set: PromptSet, intervention?: Intervention) =>
    engine.nextToken({
      sequences: set.sequences,
      ...(intervention ? { intervention } : {}),
      ...(signal ? { signal } : {}),
    });
  const plain = await nextToken(pool.first, data.selection.harmless);
  const measurements = await pool.map(
    candidates,
    async (engine, { layer, direction, ablation }): Promise<DirectionMeasurement> => {
      const addition = actAdd({ layer, point: 'resid_pre' }, direction, { strength: -1 });
      const bypassed = await nextToken(engine, data.selection.forbidden, ablation);
      const ablated = await nextToken(engine, data.selection.harmless, ablation);
      const induced = await nextToken(engine, data.selection.harmless, addition);
      const divergences = ablated.map((row, i) => klFromLogits(plain[i], row));
      return {
        bypass: meanRefusalScore(bypassed, data.refusalStarts),
        induce: meanRefusalScore(induced, data.refusalStarts),
        kl: divergences.reduce((sum, value) => sum + value, 0) / divergences.length,
      };
    },
    onDone,
  );
  const measured = new Map<DirectionCandidate, DirectionMeasurement>(
    candidates.map((candidate, i) => [candidate, measurements[i]]),
  );
  return selectDirection({ candidates, layers, measure: async (candidate) => measured.get(candidate)! });
}
