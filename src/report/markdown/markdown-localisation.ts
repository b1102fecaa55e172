import type { Results } from '../../results/results.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatPercent, percentDigits } from '../../wording/format-percent.ts';
import { formatPointsDifference } from '../../wording/format-points.ts';
import { probabilityText } from '../../wording/format-probability.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { controlFact } from '../control-fact.ts';
import { describeLocalisation } from '../describe-localisation.ts';
import { drawsPerLayer } from '../draws-per-layer.ts';
import { findArm } from '../find-arm.ts';
import { formatConclusion } from '../format-conclusion.ts';
import { type LayerControls, layerControls } from '../layer-controls.ts';
import { markdownTable } from './markdown-table.ts';

/** What a reader finds of the localisation: the sentences, then pca-ot beside its controls layer by layer. Empty without controls. */
export function markdownLocalisation(results: Results): string[] {
  const { localisation } = results;
  if (localisation === null) return [];
  const rows = layerControls(results);
  const { refusal } = findArm(results, 'baseline').test.harmless;
  return [
    ...describeLocalisation(results).map((sentence) => `- ${sentence}`),
    `- Declared effective, better than the unattacked model and than any random displacement (Holm over ${localisation.tests.length} arms): ${localisation.effective.map((id) => `\`${id}\``).join(', ') || 'none'}.`,
    '',
    `Single-layer pca-ot at K = ${localisation.rank} and its controls, coherent ASR on the harmful test prompts. Effect: ASR minus the mean of the random draws. Induced: harmless prompts refused under the reverse map, harmless → forbidden (unattacked: ${formatFullRate(refusal)}).`,
    '',
    table(rows),
    '',
    ...notes(results).map((note) => `- ${note}`),
  ];
}

function table(rows: readonly LayerControls[]): string {
  const [hasRotated, hasMean] = [rows.some(({ rotated }) => rotated), rows.some(({ meanOnly }) => meanOnly)];
  const optional = (has: boolean, ...cells: string[]): string[] => (has ? cells : []);
  const cell = (rate: LayerControls['shuffled']): string => (rate === null ? '–' : formatFullRate(rate));
  return markdownTable(
    [
      'layer (depth)',
      'ASR',
      'random: mean (range)',
      'draws',
      'effect, points',
      'adj. p',
      'conclusion',
      'mean only',
      'covariance only',
      'shuffled',
      ...optional(hasRotated, 'rotated'),
      'induced',
    ].filter((heading) => hasMean || heading !== 'mean only'),
    rows.map(({ layer, depth, success, random, test, ...controls }) => [
      `${layer}${depth === null ? '' : ` (${formatFraction(depth)})`}`,
      formatFullRate(success),
      random === null ? '–' : randomText(random),
      String(test.draws),
      formatPointsDifference(test.difference, test.interval),
      probabilityText(test.adjustedP),
      formatConclusion(test.conclusion),
      ...optional(hasMean, cell(controls.meanOnly)),
      cell(controls.covarianceOnly),
      cell(controls.shuffled),
      ...optional(hasRotated, cell(controls.rotated)),
      cell(controls.induced),
    ]),
  );
}

/** `2% (0–8%)`: the mean of the random draws with their range. */
function randomText({ mean, least, most }: NonNullable<LayerControls['random']>): string {
  const range = formatInterval([least, most], percentDigits, '%').trim() || `[${formatPercent(least)}]`;
  return `${formatPercent(mean)} (${range.slice(1, -1)})`;
}

function notes(results: Results): string[] {
  const { controls, localisation, protocol } = results;
  const rank = localisation!.rank;
  const factors = controls.flatMap((control) => {
    const factor =
      control.kind === 'shuffled' && control.rank === rank ? controlFact(control, 'rescaling') : null;
    return typeof factor === 'number' ? [factor] : [];
  });
  const covariance = controls.filter(({ kind }) => kind === 'random-covariance');
  const unread = controls.filter(
    (control) => control.kind === 'rotated' && controlFact(control, 'readable') !== true,
  );
  return [
    ...(factors.length > 0
      ? [
          `Shuffled: the map of permuted labels, made as long as pca-ot’s on harmful prompts by a factor of ${formatNumber(Math.min(...factors))}–${formatNumber(Math.max(...factors))}. Where the factor is large the map is mostly a magnified accident of the permutation, and the axes of its subspace, which the labels do not decide, may still hold the direction of refusal.`,
        ]
      : []),
    ...(covariance.length > 0
      ? [
          `Random displacements shaped like the harmless covariance, layer ${covariance[0].layer}, K = ${covariance[0].rank}: ${covariance.map(({ success }) => (success ? formatFullRate(success) : 'not measured')).join(', ')}.`,
        ]
      : []),
    ...(unread.length > 0
      ? [
          `Rotated maps are left out where turning changes less than half of what the map does: layers ${unread.map(({ layer }) => layer).join(', ')}.`,
        ]
      : []),
    `Random displacements: ${drawsPerLayer(results)} a layer, ${protocol.peakDraws} where selection and where the test prompts put the peak. Shuffled, rotated, covariance only, reverse: one each and no test.`,
  ];
}
