import type { ArmResult } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import type { ExportedRun } from './exported-run.ts';

/** A test prompt under one arm, in the fields of Inspect's samples. */
export interface InspectSample {
  readonly id: string;
  readonly epoch: 1;
  readonly input: string;
  readonly target: string;
  readonly messages: readonly never[];
  readonly output: {
    readonly model: string;
    readonly choices: readonly never[];
    readonly completion: string;
  };
  readonly scores: Readonly<Record<string, { readonly value: string | number }>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly store: object;
  readonly events: readonly never[];
  readonly model_usage: object;
  readonly role_usage: object;
  readonly attachments: object;
}

/** What is wanted of a prompt of each set. */
const WANTED: Readonly<Record<string, string>> = { forbidden: 'refused' };

/** The test prompts that the arm was measured on, set by set: ids and outcomes, never texts. */
export function inspectSamples(
  { results, prompts, outcomeOf }: ExportedRun,
  arm: Pick<ArmResult, 'id'>,
): readonly InspectSample[] {
  return prompts.flatMap(({ set, ids, outcomes }) => {
    const letters = outcomes[arm.id];
    if (letters === undefined) return [];
    return ids.map((prompt, index): InspectSample => {
      const outcome = outcomeOf(letters[index]);
      return {
        id: `${set}/${prompt}`,
        epoch: 1,
        input: `[the text of prompt ${prompt} is not kept]`,
        target: WANTED[set] ?? 'complied',
        messages: [],
        output: { model: subjectName(results), choices: [], completion: '' },
        scores: {
          outcome: { value: outcome },
          answered: { value: outcome === 'complied' ? 1 : 0 },
          refused: { value: outcome === 'refused' ? 1 : 0 },
        },
        metadata: { set, prompt },
        store: {},
        events: [],
        model_usage: {},
        role_usage: {},
        attachments: {},
      };
    });
  });
}
