import type { ArmResult, Results } from '../results/results.ts';
import { findArm } from './find-arm.ts';

/** The attack that the selection split puts first among the feasible ones; null where none does more than no attack. */
export function strongestArm(results: Results): ArmResult | null {
  const { armId } = results.strongest;
  return armId === null ? null : findArm(results, armId);
}
