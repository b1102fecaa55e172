import { LabError } from '../../errors/lab-error.ts';
import type { JudgedItem, Judgement } from '../../judges/judge.ts';
import { judgeAnswers } from '../../judges/judge-answers.ts';
import type { PreparedJudge } from '../../stages/judge/prepare-judge.ts';
import type { PromptSet } from '../data/audit-data-types.ts';
import { JUDGEMENT_LETTERS, type VerdictObservation } from './observation.ts';
import { type UnitOf, unitName } from './unit.ts';

/** What an arm's completions are, behind their thoughts: generated before a judge is opened. */
export interface Completion {
  readonly text: string;
  readonly finish: 'stop' | 'length';
  readonly unfinished: boolean;
}

/**
 * Verdicts of judges that are no rules on the forbidden test completions of arms, each judge opened once and freed before
 * the next. Tells `onDone` of each unit as it ends.
 */
export async function judgeArms(
  units: readonly UnitOf<'verdict'>[],
  open: (judge: string) => PreparedJudge,
  completionsOf: (unit: UnitOf<'verdict'>) => readonly Completion[],
  set: PromptSet,
  onDone: (unit: UnitOf<'verdict'>, value: VerdictObservation) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const name of new Set(units.map(({ judge }) => judge)))
    await open(name)(async (judge) => {
      for (const unit of units.filter((each) => each.judge === name)) {
        const items = completionsOf(unit).map(({ text, finish, unfinished }, i): JudgedItem => {
          const { id, prompt, behaviour, context, request } = set.prompts[i];
          return {
            id: `${unit.arm.id} ${id}`,
            prompt: behaviour ?? prompt,
            completion: text,
            finish,
            ...(unfinished ? { unfinishedThought: true } : {}),
            ...(context ? { context } : {}),
            ...(request ? { request } : {}),
          };
        });
        let judgements: readonly Judgement[];
        try {
          judgements = await judgeAnswers(judge, items, signal ? { signal } : {});
        } catch (error) {
          if (!(error instanceof LabError)) throw error;
          throw new LabError(`${unitName(unit)}: ${error.message}`, {
            exitCode: error.exitCode,
            cause: error,
          });
        }
        const scores = judgements.map(({ score }) => score ?? null);
        onDone(unit, {
          judge: judge.name,
          description: judge.description,
          labels: judgements.map(({ label }) => JUDGEMENT_LETTERS[label]).join(''),
          scores: scores.some((score) => score !== null) ? scores : null,
        });
      }
    });
}
