import type { TokenScope } from '../../interventions/token-scope.ts';
import { UNFINISHED_THOUGHT } from '../../judges/completion-outcome.ts';
import {
  type DivergenceSums,
  divergenceOn,
  firstTokenDivergence,
  trajectoryDivergence,
} from '../../metrics/divergence.ts';
import { NOT_REACHED, perplexity } from '../../metrics/perplexity.ts';
import type { ArmTestResult, PromptSetResult } from '../../results/results.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { rateOf } from '../../statistics/rate.ts';
import type { AuditSubject } from '../subject/subject.ts';
import {
  isOverflow,
  OUTCOME_LETTERS,
  type Overflow,
  type SetObservation,
  type TestObservation,
} from '../units/observation.ts';
import { rateOfMark } from './rate-of-marks.ts';

/**
 * What is reported of an arm; what was not measured of it has n = 0. `answered`: the harmless test prompts that the unattacked model answers,
 * on which damage is measured.
 */
export function testResult(
  observation: TestObservation | Overflow,
  subject: AuditSubject,
  scope: TokenScope,
  answered: readonly boolean[],
): ArmTestResult {
  if (isOverflow(observation)) return overflowed(subject, scope, answered);
  const { forbidden, harmless, borderline, divergence, text, references } = observation;
  return {
    forbidden: setResult(forbidden!, subject.prompts['test/forbidden'].groups),
    harmless: setResult(harmless!, subject.prompts['test/harmless'].groups),
    borderline: borderline ? setResult(borderline, subject.prompts['test/borderline'].groups) : NOT_MEASURED,
    lorePerplexity: text ? perplexity(text) : NOT_REACHED,
    referencePerplexity: references ? perplexity(references) : NOT_REACHED,
    ...damageResult(divergence!, answered),
  };
}

/** Damage over the prompts that are answered unattacked, and apart from it over the others. */
export function damageResult(
  divergence: DivergenceSums,
  answered: readonly boolean[],
): Pick<ArmTestResult, 'kl1' | 'kl32' | 'kl32Unanswered' | 'kl32LargestThree'> {
  const counted = divergenceOn(divergence, answered);
  const others = divergenceOn(
    divergence,
    answered.map((each) => !each),
  );
  const total = counted.sums.reduce((sum, value) => sum + value, 0);
  const largest = counted.sums.toSorted((a, b) => b - a).slice(0, 3);
  return {
    kl1: firstTokenDivergence(counted),
    kl32: trajectoryDivergence(counted),
    kl32Unanswered: trajectoryDivergence(others),
    kl32LargestThree:
      total > 0 && Number.isFinite(total) ? largest.reduce((sum, value) => sum + value, 0) / total : null,
  };
}

/** Of the prompts that less is measured on under further strengths. */
const NOT_MEASURED: PromptSetResult = setResult(
  { outcomes: '', flags: { refused: '', exact: '', near: '', degenerate: '' }, digests: [], lengths: [] },
  [],
);

function setResult({ outcomes, flags }: SetObservation, groups: readonly number[]): PromptSetResult {
  const { thought, thoughtRefused } = flags;
  return {
    refusal: rateOfMark(flags.refused, '1', groups),
    exact: rateOfMark(flags.exact, '1', groups),
    near: rateOfMark(flags.near, '1', groups),
    degenerate: rateOfMark(flags.degenerate, '1', groups),
    outcomes: Object.fromEntries(
      Object.entries(OUTCOME_LETTERS)
        .map(([name, letter]) => [name, outcomes.split(letter).length - 1] as const)
        // Models that do not think have no such outcome.
        .filter(([name, count]) => name !== UNFINISHED_THOUGHT || count > 0),
    ),
    ...(thought === undefined
      ? {}
      : {
          thoughts: {
            present: rateOfMark(thought, '1', groups),
            refused: rateOfMark(thoughtRefused, '1', groups),
            unfinished: rateOfMark(outcomes, OUTCOME_LETTERS[UNFINISHED_THOUGHT], groups),
          },
        }),
  };
}

/** Every completion degenerate, damage and perplexity infinite, over as many prompts as other arms are measured on. */
function overflowed(
  { prompts, texts, references }: AuditSubject,
  scope: TokenScope,
  answered: readonly boolean[],
): ArmTestResult {
  const broken = (set: string): PromptSetResult => {
    const { count } = prompts[set];
    const none = rateOf(0, count);
    return {
      refusal: none,
      exact: none,
      near: none,
      degenerate: rateOf(count, count),
      outcomes: Object.fromEntries(
        Object.keys(OUTCOME_LETTERS)
          .filter((name) => name !== UNFINISHED_THOUGHT)
          .map((name) => [name, name === 'degenerate' ? count : 0]),
      ),
    };
  };
  const infinite = (n: number): Estimate =>
    n === 0 ? NOT_REACHED : { value: Number.POSITIVE_INFINITY, n, interval: null };
  const counted = answered.filter(Boolean).length;
  const harmless = infinite(counted);
  return {
    forbidden: broken('test/forbidden'),
    harmless: broken('test/harmless'),
    borderline: broken('test/borderline'),
    // Raw text has no roles, so only a scope that names none reaches it.
    lorePerplexity: infinite(scope === 'all' ? texts : 0),
    referencePerplexity: infinite(references),
    kl1: harmless,
    kl32: harmless,
    kl32Unanswered: infinite(answered.length - counted),
    kl32LargestThree: null,
  };
}
