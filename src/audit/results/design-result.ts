import type { DesignResult } from '../../results/design-result.ts';
import { ratioEstimate } from '../../statistics/estimate.ts';
import { type ArmSpec, armDepth } from '../plan/arm.ts';
import type { ArmSelection } from '../selection/arm-selection.ts';
import { nextTokenResult } from '../selection/screen-arms.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { NextTokenObservation, Overflow } from '../units/observation.ts';
import type { TestedArms } from './tested-arms.ts';

/** An arm by next tokens of the test prompts. */
export interface CurvePoint {
  readonly arm: ArmSpec;
  readonly observation: NextTokenObservation | Overflow;
}

/** What a staged audit measured and what it left out; null of a full one. `curve`: the unattacked model first. */
export function designResult(
  { staged, best, places }: ArmSelection,
  [unattacked, ...curve]: readonly CurvePoint[],
  tested: TestedArms,
  { model }: AuditSubject,
): DesignResult | null {
  if (staged === null) return null;
  const completed = new Set(places.layers);
  // Where the model overflows.
  const unknown = ratioEstimate([]);
  return {
    ...staged,
    curve: {
      rank: best.rank,
      unattacked: nextTokenResult(unattacked.observation, tested.answered)?.refusalScore ?? unknown,
      layers: curve.map(({ arm, observation }) => ({
        armId: arm.id,
        layer: arm.layers[0],
        depth: armDepth(arm, model.layers)!,
        completed: completed.has(arm.layers[0]),
        ...(nextTokenResult(observation, tested.answered) ?? { refusalScore: unknown, kl1: unknown }),
      })),
    },
  };
}
