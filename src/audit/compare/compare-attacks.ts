import { divergenceOn, trajectoryDivergence } from '../../metrics/divergence.ts';
import type {
  ArmComparison,
  ComparedArm,
  EstimateComparison,
  RateTest,
} from '../../results/run-comparison.ts';
import { concludePaired } from '../../statistics/conclude-paired.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { ratioDifference } from '../../statistics/ratio-difference.ts';
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

/** The strongest attack on either model, as the selection split picks it among the feasible ones; the unattacked model where none is. */
export function compareBest(a: ComparedRun, b: ComparedRun, paired: Paired): ArmComparison[] {
  const pick = ({ results }: ComparedRun): ComparedArm => ({
    id: results.strongest.armId ?? results.arms[0].id,
    flag: results.strongest.armId === null ? 'no attack is feasible' : '',
  });
  return compareMatches(a, b, [{ name: 'best', armA: pick(a), armB: pick(b) }], paired);
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
    const { groups } = run.identity.subject.prompts['test/harmless'];
    const { answered } = run.tested;
    const n = answered.filter(Boolean).length;
    const infinite: Estimate = { value: Number.POSITIVE_INFINITY, n, interval: null };
    const zeroElsewhere = (values: readonly number[]) => values.map((value, i) => (answered[i] ? value : 0));
    return {
      estimate: divergence ? trajectoryDivergence(divergenceOn(divergence, answered)) : infinite,
      sample: divergence && {
        totals: zeroElsewhere(divergence.sums),
        weights: zeroElsewhere(divergence.steps),
        groups,
      },
    };
  };
  const [x, y] = [side(a, armA), side(b, armB)];
  const difference =
    x.sample && y.sample
      ? ratioDifference(y.sample, x.sample, paired)
      : { value: null, n: Math.min(x.estimate.n, y.estimate.n), interval: null };
  return { a: x.estimate, b: y.estimate, difference, paired };
}
