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
import type { PromptSet } from './audit-data.ts';
import type { FitActivations } from './capture-fit.ts';
import { meanRefusalScore } from './mean-refusal-score.ts';
import type { MeasureContext } from './measure-context.ts';

/** Every (layer, post-instruction position) whose class means differ. */
export function directionCandidates(fit: FitActivations): DirectionCandidate[] {
  return [...fit.residPre].flatMap(([position, layers]) =>
    layers.flatMap(({ forbidden, harmless }, layer) => {
      const { direction } = meanDifference(forbidden, harmless);
      return direction.some((value) => value !== 0)
        ? [{ layer, position, direction: Float32Array.from(direction) }]
        : [];
    }),
  );
}

/** The published selection of the ablated direction, on the selection split, next tokens only. */
export async function chooseDirection(
  pool: EnginePool,
  context: MeasureContext,
  candidates: readonly DirectionCandidate[],
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
    async (engine, candidate): Promise<DirectionMeasurement> => {
      const ablation = directionalAblation(layers, candidate.direction);
      const addition = actAdd({ layer: candidate.layer, point: 'resid_pre' }, candidate.direction, {
        strength: -1,
      });
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
  const measured = new Map(candidates.map((candidate, i) => [candidate, measurements[i]]));
  return selectDirection({ candidates, layers, measure: async (candidate) => measured.get(candidate)! });
}
