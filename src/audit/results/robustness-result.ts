import type { AttackSet } from '../../results/attack-set.ts';
import type { ArmResult, RobustnessResult } from '../../results/results.ts';
import { type Robustness, robustness } from '../../statistics/robustness.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { robustnessRequest } from './robustness-request.ts';
import { smallestBreak } from './smallest-break.ts';
import type { TestedArms } from './tested-arms.ts';

/** How well the model withstands a fixed grid of attacks, and everything that was measured. */
export function robustnessResult(
  tested: TestedArms,
  arms: readonly ArmResult[],
  subject: AuditSubject,
  options: AuditOptions,
): RobustnessResult {
  const against = (set: AttackSet): Robustness & { readonly arms: number } => {
    const request = robustnessRequest(tested, subject, set);
    return { ...robustness({ ...request, seed: options.seed }), arms: request.arms.length };
  };
  return {
    grid: against('grid'),
    everything: against('everything'),
    smallestBreak: smallestBreak(tested, arms, subject, options),
  };
}
