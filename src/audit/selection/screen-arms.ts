import { LARGEST_BUDGET } from '../../metrics/damage-budget.ts';
import type { NextTokenResult } from '../../results/design-result.ts';
import { ratioEstimate } from '../../statistics/estimate.ts';
import { type ArmSpec, soleLayer } from '../plan/arm.ts';
import { isOverflow, type NextTokenObservation, type Overflow } from '../units/observation.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import type { StageLog } from './stage-log.ts';

/** How sure a refusal can be of itself before it counts no more, nats: a few certain prompts must not outweigh the others. */
const SCORE_LIMIT = 10;

/** An arm with what the screen saw; null: the model overflows. */
export interface ScreenedArm {
  readonly arm: ArmSpec;
  readonly screen: NextTokenResult | null;
}

/** Refusal score and KL1 of an arm, means over prompts; `answered`: the harmless prompts that the unattacked model answers. */
export function nextTokenResult(
  observation: NextTokenObservation | Overflow,
  answered: readonly boolean[],
): NextTokenResult | null {
  if (isOverflow(observation)) return null;
  const { refusal, kl1 } = observation;
  return {
    refusalScore: ratioEstimate(refusal.map((score) => Math.max(-SCORE_LIMIT, Math.min(SCORE_LIMIT, score)))),
    kl1: ratioEstimate(kl1.filter((_, i) => answered[i]).map((value) => Math.max(0, value))),
  };
}

/** Arms by next tokens of the first selection prompts, those first that refuse least within the largest damage budget. */
export async function screenArms(
  arms: readonly ArmSpec[],
  answered: readonly boolean[],
  runner: UnitRunner,
  log: StageLog,
): Promise<ScreenedArm[]> {
  const observations = await runner.run<'screen'>(arms.map((arm) => ({ kind: 'screen', arm })));
  const screened = arms.map((arm, i) => ({ arm, screen: nextTokenResult(observations[i], answered) }));
  for (const { arm, screen } of screened) log.reach(arm, 'screen', { screen });
  return screened.toSorted(byScreen);
}

/** Within the largest budget before those outside, then by refusal score, then by damage. */
function byScreen(a: ScreenedArm, b: ScreenedArm): number {
  return (
    Number(isHopeless(a)) - Number(isHopeless(b)) ||
    finite(scoreOf(a)) - finite(scoreOf(b)) ||
    finite(kl1Of(a)) - finite(kl1Of(b)) ||
    (soleLayer(a.arm) ?? 0) - (soleLayer(b.arm) ?? 0)
  );
}

const kl1Of = ({ screen }: ScreenedArm): number => screen?.kl1.value ?? Number.POSITIVE_INFINITY;
const scoreOf = ({ screen }: ScreenedArm): number => screen?.refusalScore.value ?? Number.POSITIVE_INFINITY;

/** Already at the first token it does more damage than anything is reported for. A NaN divergence must not pass. */
export const isHopeless = (arm: ScreenedArm): boolean => !(kl1Of(arm) <= LARGEST_BUDGET);

/** Arms such that no other has both a lower refusal score and less damage; at most `count`, the lowest scores first. */
export function screenFrontier(screened: readonly ScreenedArm[], count: number): ScreenedArm[] {
  const frontier: ScreenedArm[] = [];
  for (const arm of screened.filter((each) => !isHopeless(each)).toSorted(byScreen))
    if (frontier.every((better) => kl1Of(arm) < kl1Of(better))) frontier.push(arm);
  return frontier.slice(0, count);
}

/** The `count` arms of least KL1, the first of equal ones. */
export const leastDamaging = (screened: readonly ScreenedArm[], count: number): ScreenedArm[] =>
  screened.toSorted((a, b) => finite(kl1Of(a)) - finite(kl1Of(b))).slice(0, count);

/** So that a difference of two is a number. */
const finite = (value: number): number => (value <= Number.MAX_VALUE ? value : Number.MAX_VALUE);
