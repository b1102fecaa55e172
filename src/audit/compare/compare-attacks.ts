import { DAMAGE_BUDGET, LARGEST_BUDGET } from '../../metrics/damage-budget.ts';
import { trajectoryDivergence } from '../../metrics/divergence.ts';
import type {
  ArmComparison,
  ComparedArm,
  EstimateComparison,
  RateTest,
} from '../../results/run-comparison.ts';
import { concludePaired } from '../../statistics/conclude-paired.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { ratioDifference } from '../../statistics/ratio-difference.ts';
import { frontierArm } from '../gate/frontier-arm.ts';
import { AUDIT_METHODS } from '../plan/arm.ts';
import { isOverflow, type TestObservation } from '../units/observation.ts';
import { compareFlags, type Flags } from './compare-flags.ts';
import type { ComparedRun } from './compared-run.ts';

type Paired = (set: string) => boolean;

interface Match {
  readonly name: string;
  readonly armA: ComparedArm;
  readonly armB: ComparedArm;
}

/** The arm that each method chose on A against the one that it chose on B; methods that only one has are `unmatched`. */
export function compareChosen(
  a: ComparedRun,
  b: ComparedRun,
  paired: Paired,
): { readonly chosen: ArmComparison[]; readonly unmatched: string[] } {
  const choice = (run: ComparedRun, method: string): ComparedArm | undefined => {
    const found = run.results.chosen.find((each) => each.method === method);
    return found && { id: found.armId, flag: found.flag };
  };
  const methods = [
    ...new Set<string>([
      ...AUDIT_METHODS,
      ...[a, b].flatMap(({ results }) => results.chosen.map(({ method }) => method)),
    ]),
  ].map((name) => ({ name, armA: choice(a, name), armB: choice(b, name) }));
  return {
    chosen: compareMatches(
      a,
      b,
      methods.flatMap(({ name, armA, armB }) => (armA && armB ? [{ name, armA, armB }] : [])),
      paired,
    ),
    unmatched: methods
      .filter(({ armA, armB }) => (armA === undefined) !== (armB === undefined))
      .map(({ name }) => name),
  };
}

/** The best attacks of all on either model, as the selection split picks them: within the largest budget, and within that of damage. */
export function compareBest(a: ComparedRun, b: ComparedRun, paired: Paired): ArmComparison[] {
  const pick = ({ results }: ComparedRun, budget: number): ComparedArm => {
    const { armId } = frontierArm(results, budget).step;
    return { id: armId === 'identity' ? results.arms[0].id : armId, flag: '' };
  };
  const matches = (
    [
      ['best', LARGEST_BUDGET],
      ['best.within-budget', DAMAGE_BUDGET],
    ] as const
  ).map(([name, budget]) => ({ name, armA: pick(a, budget), armB: pick(b, budget) }));
  return compareMatches(a, b, matches, paired);
}

/** Successes are one family, accuracies another. */
function compareMatches(
  a: ComparedRun,
  b: ComparedRun,
  matches: readonly Match[],
  paired: Paired,
): ArmComparison[] {
  const successes = concludePaired(
    matches.map(({ armA, armB }): RateTest => {
      const side = ({ tested, identity }: ComparedRun, { id }: ComparedArm): Flags => ({
        flags: tested.complied(id),
        groups: identity.subject.prompts['test/forbidden'].groups,
      });
      return compareFlags(side(a, armA), side(b, armB), paired('test/forbidden'));
    }),
  );
  const accuracies = concludePaired(
    matches.map(({ armA, armB }) =>
      compareFlags(rightAnswers(a, armA), rightAnswers(b, armB), paired('test/harmless')),
    ),
  );
  return matches.map((match, i) => ({
    ...match,
    success: successes[i],
    harmlessExact: accuracies[i],
    damage: compareDamage(a, b, match, paired('test/harmless')),
  }));
}

const observationOf = ({ tested }: ComparedRun, { id }: ComparedArm): TestObservation | undefined => {
  const { observation } = tested.get(id);
  return isOverflow(observation) ? undefined : observation;
};

/** Nothing is right where the model overflows. */
function rightAnswers(run: ComparedRun, arm: ComparedArm): Flags {
  const { groups } = run.identity.subject.prompts['test/harmless'];
  const marks = observationOf(run, arm)?.harmless?.flags.exact;
  return { flags: marks ? [...marks].map((mark) => mark === '1') : groups.map(() => false), groups };
}

function compareDamage(
  a: ComparedRun,
  b: ComparedRun,
  { armA, armB }: Match,
  paired: boolean,
): EstimateComparison {
  const side = (run: ComparedRun, arm: ComparedArm) => {
    const divergence = observationOf(run, arm)?.divergence;
    const { groups, count } = run.identity.subject.prompts['test/harmless'];
    const infinite: Estimate = { value: Number.POSITIVE_INFINITY, n: count, interval: null };
    return {
      estimate: divergence ? trajectoryDivergence(divergence) : infinite,
      sample: divergence && { totals: divergence.sums, weights: divergence.steps, groups },
    };
  };
  const [x, y] = [side(a, armA), side(b, armB)];
  const difference =
    x.sample && y.sample
      ? ratioDifference(y.sample, x.sample, paired)
      : { value: null, n: Math.min(x.estimate.n, y.estimate.n), interval: null };
  return { a: x.estimate, b: y.estimate, difference, paired };
}
