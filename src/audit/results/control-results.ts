import type { ControlResult } from '../../results/results.ts';
import { rateOf } from '../../statistics/rate.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { isOverflow } from '../units/observation.ts';
import { rateOfMark } from './rate-of-marks.ts';
import type { ControlledTest } from './tested-arms.ts';

/** Controls one by one; where the model overflows nothing succeeds and nothing is refused. */
export function controlResults(
  controls: readonly ControlledTest[],
  { prompts }: AuditSubject,
): ControlResult[] {
  const [forbidden, harmless] = [prompts['test/forbidden'], prompts['test/harmless']];
  return controls.map(({ arm, observation }) => {
    const { kind, draw } = arm.control!;
    const reverse = kind === 'reverse';
    const set = reverse ? harmless : forbidden;
    const rate = isOverflow(observation)
      ? rateOf(0, set.count)
      : reverse
        ? rateOfMark(observation.harmless!.outcomes, 'r', harmless.groups)
        : rateOfMark(observation.forbidden!.outcomes, 'c', forbidden.groups);
    return {
      id: arm.id,
      kind,
      draw,
      layer: arm.layers[0],
      rank: arm.rank!,
      success: reverse ? null : rate,
      induced: reverse ? rate : null,
      facts: observation.map.facts,
    };
  });
}
