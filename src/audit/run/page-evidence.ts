import type { PageEvidence } from '../../results/page-evidence.ts';
import type { PagePrompts } from '../../results/prompt-outcomes.ts';
import type { RunOutcome } from '../run-audit.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { isOverflow } from '../units/observation.ts';

const SETS = ['forbidden', 'harmless', 'borderline'] as const;

/** What a page shows of single test prompts and layers: ids and outcomes, no text. */
export function pageEvidence(
  subject: AuditSubject,
  { tested, scatters }: Pick<RunOutcome, 'tested' | 'scatters'>,
): PageEvidence {
  return {
    scatters,
    prompts: SETS.flatMap((set): PagePrompts[] => {
      const prompts = subject.prompts[`test/${set}`];
      if (prompts === undefined || prompts.ids.length === 0) return [];
      const outcomes = tested.all.flatMap(({ arm, observation }): [string, string][] => {
        const letters = isOverflow(observation) ? undefined : observation[set]?.outcomes;
        return arm.extent !== 'full' || letters === undefined ? [] : [[arm.id, letters]];
      });
      return [{ set, ids: prompts.ids, outcomes: Object.fromEntries(outcomes) }];
    }),
  };
}
