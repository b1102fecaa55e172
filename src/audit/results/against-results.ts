import type { AgainstResult } from '../../results/against-result.ts';
import type { AnswersResult } from '../../results/answers-result.ts';
import type { CapabilityResult } from '../../results/capability-result.ts';
import type { ArmByLength } from '../../results/length-result.ts';
import type { JudgesResult } from '../../results/results.ts';
import type { WeightsChange } from '../../results/weight-change.ts';
import { pairedTest } from '../../statistics/paired-test.ts';
import type { ArmSpec } from '../plan/arm.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { AgainstObservation } from '../units/observation.ts';
import { type ArmAnswers, answersResults } from './answers-results.ts';
import { type ArmChoices, capabilityResults } from './capability-results.ts';
import { type ArmVerdicts, judgeResults } from './judge-results.ts';
import { lengthResult } from './length-result.ts';
import { testResult } from './test-result.ts';
import { compliedOf, type TestedArms } from './tested-arms.ts';

/** A modified checkpoint with all that was seen of it. */
export interface ModifiedTest {
  readonly arm: ArmSpec;
  readonly observation: AgainstObservation;
  readonly weights: WeightsChange;
}

/** What modified checkpoints did, and their rows for the tables that results have of chosen arms. */
export interface AgainstResults {
  readonly against: readonly AgainstResult[];
  readonly capability: readonly CapabilityResult[];
  readonly answers: readonly AnswersResult[];
  readonly byLength: readonly ArmByLength[];
  /** By judge, in the order of the results' judges. */
  readonly judges: JudgesResult['judges'];
}

/**
 * Modified checkpoints beside the unattacked model: `tested`, `choices` and `answers` hold what that did, `verdicts` those on the modified
 * ones alone. Nothing that is chosen, tested in a family or scored sees them.
 */
export function againstResults(
  modified: readonly ModifiedTest[],
  parts: {
    readonly subject: AuditSubject;
    readonly options: AuditOptions;
    readonly tested: TestedArms;
    readonly choices: readonly ArmChoices[];
    readonly answers: readonly ArmAnswers[];
    readonly verdicts: readonly ArmVerdicts[];
  },
): AgainstResults {
  const { subject, options, tested } = parts;
  const unattacked = tested.baseline.arm.id;
  const entries = modified.map(({ arm, observation }) => ({ arm, observation: observation.test }));
  const observationOf = <Of extends 'choices' | 'answers'>(of: Of) =>
    modified.flatMap(({ arm, observation }) => {
      const found = observation[of];
      return found ? [{ armId: arm.id, observation: found as NonNullable<AgainstObservation[Of]> }] : [];
    });
  const baselineOf = <Arm extends { readonly armId: string }>(arms: readonly Arm[]): Arm[] =>
    arms.filter(({ armId }) => armId === unattacked);
  const { groups } = subject.prompts['test/forbidden'];
  return {
    against: modified.map(({ arm, observation, weights }, i): AgainstResult => {
      const { name, model } = subject.against![i];
      const { chatTemplateHash, ...described } = model;
      return {
        armId: arm.id,
        name,
        model: {
          ...described,
          otherTemplate:
            chatTemplateHash === null ? null : chatTemplateHash !== subject.model.chatTemplateHash,
        },
        test: testResult(observation.test, subject, arm.scope, tested.answered),
        againstBaseline: pairedTest(
          compliedOf(observation.test, subject),
          tested.complied(unattacked),
          groups,
        ),
        weights,
      };
    }),
    capability: capabilityResults([...baselineOf(parts.choices), ...observationOf('choices')], subject).slice(
      1,
    ),
    answers: answersResults(
      [...baselineOf(parts.answers), ...observationOf('answers')],
      subject.answers ?? 0,
    ).slice(1),
    byLength: lengthResult(entries, subject, options.maxNewTokens)?.arms ?? [],
    judges: judgeResults({ get: (id) => entries.find(({ arm }) => arm.id === id)! }, parts.verdicts, subject)
      .judges,
  };
}
