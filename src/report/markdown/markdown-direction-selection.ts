import type { DirectionSelectionResult } from '../../results/results.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { markdownTable } from './markdown-table.ts';

type Choice = DirectionSelectionResult['chosen'];

/** The candidates for rfa's direction with what dropped them, and the choice with and without dropping late layers. */
export function markdownDirectionSelection({
  candidates,
  chosen,
  withoutLayerPruning,
}: DirectionSelectionResult): string {
  const is = (choice: Choice, { layer, position }: { layer: number; position: number }) =>
    choice.layer === layer && choice.position === position;
  return [
    `- By the published rule: ${describe(chosen)}`,
    `- Without dropping the last fifth of the layers: ${describe(withoutLayerPruning)}`,
    '',
    markdownTable(
      ['layer', 'position', 'bypass score', 'induce score', 'KL', 'dropped for', 'chosen'],
      candidates.map((candidate) => [
        String(candidate.layer),
        String(candidate.position),
        formatNumber(candidate.bypass),
        formatNumber(candidate.induce),
        formatNumber(candidate.kl),
        candidate.dropped.join(', ') || '–',
        [is(chosen, candidate) ? 'yes' : '', is(withoutLayerPruning, candidate) ? 'without pruning' : '']
          .filter(Boolean)
          .join(', ') || '–',
      ]),
    ),
  ].join('\n');
}

function describe({ layer, position, flagged }: Choice): string {
  const flag = flagged ? ' No candidate survived the rule: this is the best unfiltered one.' : '';
  return `layer ${layer}, position ${position}.${flag}`;
}
