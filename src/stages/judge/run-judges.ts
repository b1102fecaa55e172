import { completionOutcome, type JudgedOutcome } from '../../judges/completion-outcome.ts';
import {
  calibrateDegenerate,
  describeDegenerateRule,
  isDegenerateText,
  UNCALIBRATED_RULE,
} from '../../judges/degenerate-rule.ts';
import type { Judge, JudgeDescription, Judgement } from '../../judges/judge.ts';
import { judgeAnswers } from '../../judges/judge-answers.ts';
import { hasRefusalPhrase } from '../../judges/refusal-phrases.ts';
import { refusesFirst } from '../../judges/refuses-first.ts';
import { isDegenerate } from '../../organism/is-degenerate.ts';
import type { JudgedCompletion } from './judged-items.ts';
import type { PreparedJudge } from './prepare-judge.ts';

/** The rule by which completions count as degenerate. */
export interface Degeneracy {
  readonly isDegenerate: (completion: string) => boolean;
  readonly description: JudgeDescription;
}

/**
 * The organism's own rule if every item is of its world; else the rule for real texts, calibrated on the unattacked model's
 * harmless completions if given.
 */
export function degeneracyOf(
  items: readonly JudgedCompletion[],
  harmless?: readonly Pick<JudgedCompletion, 'completion'>[],
): Degeneracy {
  if (items.every(({ request }) => request !== undefined))
    return { isDegenerate, description: { rule: 'organism' } };
  const rule = harmless
    ? calibrateDegenerate(harmless.map(({ completion }) => completion))
    : UNCALIBRATED_RULE;
  return {
    isDegenerate: (completion) => isDegenerateText(completion, rule),
    description: { rule: 'text', ...describeDegenerateRule(rule) },
  };
}

/** All results of one judge on the items. */
export interface JudgeRun {
  /** Unique among the runs. */
  readonly name: string;
  readonly description: JudgeDescription;
  readonly judgements: readonly Judgement[];
  readonly outcomes: readonly JudgedOutcome[];
}

/** Judges identical items by one judge after another; each is freed before the next is opened. */
export async function runJudges(
  prepared: readonly PreparedJudge[],
  items: readonly JudgedCompletion[],
  options: {
    readonly degeneracy: Degeneracy;
    readonly signal?: AbortSignal;
    readonly onProgress?: (judge: string, done: number) => void;
  },
): Promise<JudgeRun[]> {
  const { degeneracy, signal, onProgress } = options;
  const runs: JudgeRun[] = [];
  for (const open of prepared)
    runs.push(
      await open(async (judge) => {
        const name = uniqueName(judge.name, runs);
        const judgements = await judgeAnswers(judge, items, {
          signal,
          onProgress: (done) => onProgress?.(name, done),
        });
        return { name, description: judge.description, judgements, outcomes: outcomesOf(judge, judgements) };
      }),
    );
  return runs;

  function outcomesOf({ tells }: Judge, judgements: readonly Judgement[]): JudgedOutcome[] {
    return judgements.map((judgement, index) =>
      completionOutcome(judgement, items[index], {
        isDegenerate: degeneracy.isDegenerate,
        // The organism's rules have an order of their own (organism/outcome.ts).
        ...(degeneracy.description.rule === 'text'
          ? { refusesFirst: (text: string) => refusesFirst(text, degeneracy.isDegenerate) }
          : {}),
        // A classifier's "not harmful" may be a refusal or not: the phrases tell.
        ...(tells === 'compliance' ? { isRefusal: hasRefusalPhrase } : {}),
      }),
    );
  }
}

function uniqueName(name: string, runs: readonly JudgeRun[]): string {
  const taken = runs.filter((run) => run.name === name || run.name.startsWith(`${name} (`)).length;
  return taken === 0 ? name : `${name} (${taken + 1})`;
}
