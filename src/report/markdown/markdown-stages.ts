import type { DesignResult } from '../../results/design-result.ts';
import type { Results } from '../../results/results.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { designSentences } from '../design-sentences.ts';
import { describeStageTable, STAGE_HEADINGS, stageRows } from '../stage-table.ts';
import { markdownTable } from './markdown-table.ts';

/** How far a staged audit measured what, and the arms that left before the test split; empty of a full audit. */
export function markdownStages(results: Results): string[] {
  const { design } = results;
  if (design === undefined) return [];
  const rows = stageRows(results);
  return [
    ...designSentences(results).map((sentence) => `- ${sentence}`),
    '',
    ...(rows.length > 0
      ? [
          `Arms that left before the test split. ${describeStageTable(design)}`,
          '',
          markdownTable(
            STAGE_HEADINGS,
            rows.map(([id, ...cells]) => [`\`${id}\``, ...cells]),
            { left: [1, 2] },
          ),
        ]
      : []),
  ];
}

/** The curve of refusal scores by layer; empty of a full audit. */
export function markdownScoreCurve({ design }: Results, figure: readonly string[]): string[] {
  if (design === undefined) return [];
  const { curve } = design;
  return [
    '',
    '### Refusal score by layer: not success',
    '',
    ...figure,
    describeCurve(curve),
    '',
    markdownTable(
      ['layer (depth)', 'arm', 'refusal score, nats', 'KL1', 'n', 'success measured'],
      curve.layers.map(({ layer, depth, armId, refusalScore, kl1, completed }) => [
        `${layer} (${formatFraction(depth)})`,
        `\`${armId}\``,
        formatEstimate(refusalScore),
        formatEstimate(kl1),
        String(refusalScore.n),
        completed ? 'yes' : 'no',
      ]),
    ),
  ];
}

const describeCurve = ({ rank, unattacked }: DesignResult['curve']): string =>
  `Single-layer pca-ot at K = ${rank}: log-odds that a refusal begins at the last prompt token of the harmful test prompts, nats; unattacked ${formatEstimate(unattacked)}. KL1 on the harmless test prompts that the unattacked model answers, nats. Where the score falls, refusal gives way before a word is said; whether a coherent answer follows is measured at the layers marked “yes” alone.`;
