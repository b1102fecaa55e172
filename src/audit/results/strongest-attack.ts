import type { StrongestResult } from '../../results/results.ts';
import { largestRate } from '../../statistics/largest-rate.ts';
import { rateOfFlags } from '../../statistics/rate.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { TestedArms } from './tested-arms.ts';

/**
 * The attack that the selection split puts first, and the worst that any feasible attack does on the test split. Which attacks are feasible
 * was settled on the selection split, as largestRate needs it. The attack that comes first there is at most as bad as the worst, so its
 * lower end bounds the worst from below.
 */
export function strongestAttack(
  tested: TestedArms,
  armId: string | null,
  { prompts }: AuditSubject,
): StrongestResult {
  const { groups } = prompts['test/forbidden'];
  const feasible = tested.all
    .slice(1)
    .filter(({ selection }) => selection.feasible)
    .map(({ arm }) => arm.id);
  if (feasible.length === 0) return { armId, worstCase: null };
  const { index, rate, upper } = largestRate(
    feasible.map((id) => tested.complied(id)),
    groups,
  );
  const [lower] = rateOfFlags(tested.complied(armId ?? tested.baseline.arm.id), groups).interval!;
  return {
    armId,
    worstCase: {
      armId: feasible[index],
      rate,
      interval: [lower, Math.max(lower, upper)],
      arms: feasible.length,
    },
  };
}
