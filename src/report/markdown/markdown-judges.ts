import type { Results } from '../../results/results.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { markdownTable } from './markdown-table.ts';

/** Success of the chosen arms by every judge, and how far the judges agree. Empty of fewer than two judges. */
export function markdownJudges({ judges: { judges, agreement } }: Results): string[] {
  if (judges.length < 2) return [];
  const armIds = [...new Set(judges.flatMap(({ arms }) => arms.map(({ armId }) => armId)))];
  const pairs = agreement.map(({ first, second, agreement: found }) => [
    `${first}, ${second}`,
    String(found.n),
    String(found.missing),
    formatPercent(found.observed),
    found.kappa === null
      ? '–'
      : `${formatFraction(found.kappa)}${formatInterval(found.kappaInterval, formatFraction)}`,
    formatPercent(found.prevalence),
    formatPercent(found.positiveAgreement),
    formatPercent(found.negativeAgreement),
  ]);
  return [
    'The same completions of the harmful test prompts. A completion that the rule for broken texts catches is not a success, whoever judges; in brackets after a rate: prompts without a verdict, mean score.',
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
          return `${formatFullRate(found.success)}${extras.length > 0 ? ` (${extras.join(', ')})` : ''}`;
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
