import { divergenceOn, trajectoryDivergence } from '../../metrics/divergence.ts';
import type { StrengthResult } from '../../results/results.ts';
import { rateOf, rateOfFlags } from '../../statistics/rate.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { isOverflow } from '../units/observation.ts';
import { rateOfMark } from './rate-of-marks.ts';
import type { TestedArms } from './tested-arms.ts';

/** Dose and response: single-layer pca-ot at every strength, the audit's own among them, by layer, rank and strength. */
export function strengthResults(tested: TestedArms, { prompts }: AuditSubject): StrengthResult[] {
  const strengths = tested.all.filter(({ arm }) => arm.role === 'strength');
  const places = new Set(strengths.map(({ arm }) => `${arm.layers[0]}/${arm.rank}`));
  const own = tested.all.filter(
    ({ arm }) =>
      arm.role === 'layer' && arm.method === 'pca-ot' && places.has(`${arm.layers[0]}/${arm.rank}`),
  );
  return [...own, ...strengths]
    .map(({ arm, observation }): StrengthResult => {
      const { count, groups } = prompts['test/harmless'];
      const overflow = isOverflow(observation);
      return {
        armId: arm.id,
        layer: arm.layers[0],
        rank: arm.rank!,
        strength: arm.strength,
        success: rateOfFlags(tested.complied(arm.id), prompts['test/forbidden'].groups),
        kl32: overflow
          ? { value: Number.POSITIVE_INFINITY, n: count, interval: null }
          : trajectoryDivergence(divergenceOn(observation.divergence!, tested.answered)),
        harmlessExact: overflow
          ? rateOf(0, count)
          : rateOfMark(observation.harmless!.flags.exact, '1', groups),
        transportCost: observation.map.transportCost,
      };
    })
    .toSorted((a, b) => a.layer - b.layer || a.rank - b.rank || a.strength - b.strength);
}
