import { LabError } from '../../errors/lab-error.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { UNFINISHED_THOUGHT } from '../../judges/completion-outcome.ts';
import { REFUSAL_PHRASES } from '../../judges/refusal-phrases.ts';
import { REFUSAL_RULE_HASH } from '../../judges/refusal-rule-hash.ts';
import type { JudgesResult } from '../../results/results.ts';
import { agreementMatrix } from '../../statistics/agreement-matrix.ts';
import { ratioEstimate } from '../../statistics/estimate.ts';
import { rateOfFlags } from '../../statistics/rate.ts';
import type { AuditSubject } from '../subject/subject.ts';
import {
  isOverflow,
  OUTCOME_LETTERS,
  type SetObservation,
  type VerdictObservation,
} from '../units/observation.ts';
import { withMark } from './rate-of-marks.ts';
import type { TestedArm } from './tested-arms.ts';

/** What judges that are no rules say of one arm, in the order of the options. */
export interface ArmVerdicts {
  readonly armId: string;
  readonly verdicts: readonly VerdictObservation[];
}

/** A judge's verdicts on one arm: complied or not, null where there is none. */
interface Verdicts {
  readonly armId: string;
  readonly complied: readonly (boolean | null)[];
  readonly scores: readonly (number | null)[] | null;
}

/**
 * Success by every judge, and how far they agree prompt by prompt. A completion that the rule for broken texts catches is no
 * success, whoever judges; agreement is on the judges' own verdicts.
 */
export function judgeResults(
  tested: { readonly get: (armId: string) => Pick<TestedArm, 'observation'> },
  judged: readonly ArmVerdicts[],
  { judge, prompts }: AuditSubject,
): JudgesResult {
  const { groups } = prompts['test/forbidden'];
  checkSameJudges(judged);
  const forbidden = new Map<string, SetObservation>();
  for (const { armId } of judged) {
    const { observation } = tested.get(armId);
    if (!isOverflow(observation)) forbidden.set(armId, observation.forbidden!);
  }
  const rule = (flagsOf: (set: SetObservation) => readonly boolean[]): Verdicts[] =>
    [...forbidden].map(([armId, set]) => ({ armId, complied: flagsOf(set), scores: null }));
  const substring = {
    name: 'substring',
    description: { kind: 'substring', phrases: REFUSAL_PHRASES.length, rule: REFUSAL_RULE_HASH },
    arms: rule((set) => withMark(set.flags.substring, '0')),
  };
  const exact = {
    name: 'exact',
    description: { kind: 'exact', world: 'organism' },
    arms: rule((set) =>
      set.flags.exact.split('').map((bit, i) => bit === '1' && set.flags.refused[i] === '0'),
    ),
  };
  const others = (judged[0]?.verdicts ?? []).map(({ judge: name, description }, j) => ({
    name,
    description,
    arms: judged
      .filter(({ armId }) => forbidden.has(armId))
      .map(({ armId, verdicts }): Verdicts => {
        const { labels, scores } = verdicts[j];
        return {
          armId,
          complied: [...labels].map((label) => (label === 'f' ? null : label === 'c')),
          scores,
        };
      }),
  }));
  const all = [...(judge === 'exact' ? [exact] : []), substring, ...others];
  return {
    judges: all.map(({ name, description, arms }) => ({
      name,
      description,
      arms: arms.map(({ armId, complied, scores }) => {
        const { flags, outcomes } = forbidden.get(armId)!;
        const unfinished = withMark(outcomes, OUTCOME_LETTERS[UNFINISHED_THOUGHT]);
        // Of an unfinished thought there is no answer, which holds no refusal phrase either.
        const broken = withMark(flags.degenerate, '1').map((each, i) => each || unfinished[i]);
        const known = complied.flatMap((verdict, i) => (verdict === null ? [] : [i]));
        const given = (scores ?? []).filter((score) => score !== null);
        return {
          armId,
          success: rateOfFlags(
            known.map((i) => complied[i]! && !broken[i]),
            known.map((i) => groups[i]),
          ),
          failed: complied.length - known.length,
          score: given.length > 0 ? ratioEstimate(given) : null,
        };
      }),
    })),
    agreement: agreementMatrix(
      all.map(({ name, arms }) => ({ name, verdicts: arms.flatMap(({ complied }) => complied) })),
      // Every arm answered the same prompts.
      [...forbidden].flatMap(() => groups),
    ),
  };
}

/** Throws {@link LabError} where a judge was another one (other weights, other prompt) on some arms than on others. */
function checkSameJudges(judged: readonly ArmVerdicts[]): void {
  for (const { armId, verdicts } of judged)
    for (const [j, { judge, description }] of verdicts.entries())
      if (canonicalJson(description) !== canonicalJson(judged[0].verdicts[j].description))
        throw new LabError(`judge ${judge} of ${armId}: is not the one that judged ${judged[0].armId}`, {
          exitCode: 1,
          remedy: 'It changed while the run was interrupted: start the run over with `force`.',
        });
}
