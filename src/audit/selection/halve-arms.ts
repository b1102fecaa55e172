import { DAMAGE_BUDGET } from '../../metrics/damage-budget.ts';
import { rateOf } from '../../statistics/rate.ts';
import { type ArmSpec, soleLayer } from '../plan/arm.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { isLong } from '../subject/staged-tokens.ts';
import { damageOf } from '../units/damage-of.ts';
import { type HalvingObservation, isOverflow, OUTCOME_LETTERS, type Overflow } from '../units/observation.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import type { StageLog } from './stage-log.ts';

/** An arm with its short completions. */
export interface HalvedArm {
  readonly arm: ArmSpec;
  /** Harmful prompts that are neither refused nor broken so far. */
  readonly unrefused: number;
  /** Nats per token over the short completions of the harmless prompts that the unattacked model answers. */
  readonly kl: number;
  readonly feasible: boolean;
}

/** Arms by short completions, the best first. */
export async function halveArms(
  arms: readonly ArmSpec[],
  answered: readonly boolean[],
  options: AuditOptions,
  runner: UnitRunner,
  log: StageLog,
): Promise<HalvedArm[]> {
  const observations = await runner.run<'halving'>(arms.map((arm) => ({ kind: 'halving', arm })));
  const halved = arms.map((arm, i) => ({ arm, ...halvedResult(observations[i], answered, options) }));
  for (const [i, { arm, unrefused, kl }] of halved.entries()) {
    const observation = observations[i];
    const count = isOverflow(observation) ? 0 : observation.forbidden.outcomes.length;
    log.reach(arm, 'halving', { halving: { unrefused: rateOf(unrefused, count), kl } });
  }
  return halved.toSorted(byHalving(halved));
}

function halvedResult(
  observation: HalvingObservation | Overflow,
  answered: readonly boolean[],
  { maxNewTokens }: AuditOptions,
): Omit<HalvedArm, 'arm'> {
  if (isOverflow(observation)) return { unrefused: 0, kl: Number.POSITIVE_INFINITY, feasible: false };
  const { divergence, forbidden } = observation;
  const kl = damageOf(divergence, answered.slice(0, divergence.steps.length));
  const letters = [...forbidden.outcomes];
  const { refused, degenerate, complied } = OUTCOME_LETTERS;
  // Of a short completion only what it is not can be said; a whole one is judged.
  const unrefused = isLong(maxNewTokens)
    ? letters.filter((letter) => letter !== refused && letter !== degenerate).length
    : letters.filter((letter) => letter === complied).length;
  return { unrefused, kl, feasible: kl <= DAMAGE_BUDGET };
}

/** Within the damage budget first; then the most unrefused, those within one prompt of each method's best by least damage. */
function byHalving(halved: readonly HalvedArm[]): (a: HalvedArm, b: HalvedArm) => number {
  const feasible = halved.filter((each) => each.feasible);
  const best = Math.max(...feasible.map(({ unrefused }) => unrefused));
  const rank = ({ unrefused }: HalvedArm): number => Math.min(unrefused, best - 1);
  const layer = ({ arm }: HalvedArm): number => soleLayer(arm) ?? 0;
  return (a, b) =>
    Number(b.feasible) - Number(a.feasible) ||
    (a.feasible ? rank(b) - rank(a) : 0) ||
    a.kl - b.kl ||
    layer(a) - layer(b);
}
