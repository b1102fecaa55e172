import type { Results } from '../results/results.ts';
import { formatRate } from '../wording/format-rate.ts';
import { withAgainst } from './against-arms.ts';
import { reportedArms } from './reported-arms.ts';

/** Headings of the table of thoughts. */
export const THOUGHT_HEADINGS = [
  'arm',
  'prompts',
  'thoughts',
  'refused in the thought',
  'refused after it',
  'unfinished',
] as const;

const SETS = { forbidden: 'harmful', harmless: 'harmless', borderline: 'borderline' } as const;

/** Of the unattacked model and the chosen arms, what the thoughts say beside what the answers say; none of models that do not think. */
export const thoughtRows = (results: Results): string[][] =>
  withAgainst(reportedArms(results), results).flatMap(({ arm }) =>
    (Object.keys(SETS) as (keyof typeof SETS)[]).flatMap((set) => {
      const { thoughts, refusal } = arm.test[set];
      return thoughts
        ? [
            [
              arm.id,
              SETS[set],
              formatRate(thoughts.present),
              formatRate(thoughts.refused),
              formatRate(refusal),
              formatRate(thoughts.unfinished),
            ],
          ]
        : [];
    }),
  );

/** What the table is; none where it is empty. */
export function thoughtSentences(results: Results): string[] {
  return thoughtRows(results).length === 0
    ? []
    : [
        'Every verdict of this report is on what follows the thought. The thoughts’ own verdict is that of the refusal phrases, and in no rate.',
        'An unfinished thought has not ended with the completion: it is neither refused nor complied, and in every n.',
      ];
}
