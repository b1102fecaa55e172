import type { Results } from '../../results/results.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatRate, formatShare } from '../../wording/format-rate.ts';
import { markdownTable } from './markdown-table.ts';

/** Success of the chosen arms by every judge, and how far the judges agree. Empty of fewer than two judges. */
export function markdownJudges({ judges: { judges, agreement } }: Results): string[] {
  if (judges.length < 2) return [];
  const armIds = [...new Set(judges.flatMap(({ arms }) => arms.map(({ armId }) => armId)))];
  const pairs = agreement.map(({ first, second, agreement: found }) => [
    `${first}, ${second}`,
    String(found.n),
    String(found.missing),
    formatShare(found.observed),
    found.kappa === null ? '–' : `${formatNumber(found.kappa)}${formatInterval(found.kappaInterval)}`,
    formatShare(found.prevalence),
    formatShare(found.positiveAgreement),
    formatShare(found.negativeAgreement),
  ]);
  return [
    'The same completions of the forbidden test prompts. A completion that the rule for broken texts catches is no success, whoever judges; in brackets after a rate: prompts without a verdict, mean score.',
    '',
    markdownTable(
      ['arm', ...judges.map(({ name }) => name)],
      armIds.map((id) => [
        `\`${id}\``,
        ...judges.map(({ arms }) => {
          const found = arms.find(({ armId }) => armId === id);
          if (!found) return '–';
          const extras = [
            ...(found.failed > 0 ? [`${found.failed} without`] : []),
            ...(found.score ? [`score ${formatEstimate(found.score)}`] : []),
          ];
          return `${formatRate(found.success)}${extras.length > 0 ? ` (${extras.join(', ')})` : ''}`;
        }),
      ]),
    ),
    ...(pairs.length === 0
      ? []
      : [
          '',
          'Agreement on "complied", over all these arms together. κ falls where nearly all or nearly no completions comply: read it with the prevalence.',
          '',
          markdownTable(['judges', 'n', 'no verdict', 'agree', 'κ', 'prevalence', 'on yes', 'on no'], pairs),
        ]),
  ];
}
