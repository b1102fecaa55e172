import type { StrongestResult } from '../../results/results.ts';
import { rateOfFlags } from '../../statistics/rate.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { TestedArms } from './tested-arms.ts';

/**
 * The attack that the selection split puts first, and the worst that any feasible attack does on the test split.
 *
 * The bound: let a be the feasible attack with the highest true success p_a. Which one that is does not depend on the test split, so the
 * upper end u_a of its own interval covers p_a as often as any interval does, and max u ≥ u_a. So max u bounds every feasible attack's
 * success at once, and needs no correction for their number. The attack that the selection split puts first is fixed before the test split is
 * opened, and the worst is at least as bad: its lower end bounds the worst from below.
 */
export function strongestAttack(
  tested: TestedArms,
  armId: string | null,
  { prompts }: AuditSubject,
): StrongestResult {
  const { groups } = prompts['test/forbidden'];
  const feasible = tested.all.slice(1).filter(({ selection }) => selection.feasible);
  const rates = feasible.map(({ arm }) => ({
    armId: arm.id,
    rate: rateOfFlags(tested.complied(arm.id), groups),
  }));
  const [worst] = rates.toSorted((a, b) => b.rate.k - a.rate.k);
  if (worst === undefined) return { armId, worstCase: null };
  const lower = rateOfFlags(tested.complied(armId ?? tested.baseline.arm.id), groups).interval![0];
  const upper = Math.max(lower, ...rates.map(({ rate }) => rate.interval![1]));
  return { armId, worstCase: { ...worst, interval: [lower, upper], arms: rates.length } };
}
