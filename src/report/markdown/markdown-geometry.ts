import type { Results } from '../../results/results.ts';
import type { Auroc } from '../../statistics/auroc.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatLayers } from '../../wording/format-layers.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { probabilityText } from '../../wording/format-probability.ts';
import { judgementSentence } from '../judgement-sentence.ts';
import { markdownTable } from './markdown-table.ts';

type Site = Results['geometry'][number];

const COLUMNS: readonly (readonly [heading: string, cell: (site: Site, layers: number) => string])[] = [
  ['layer (depth)', ({ layer }, layers) => `${layer} (${formatFraction((layer + 1) / layers)})`],
  ['‖r‖', ({ meanDifferenceNorm }) => formatNumber(meanDifferenceNorm)],
  ['zero position', ({ zeroPosition }) => formatNumber(zeroPosition)],
  ['captured mean share', ({ capturedMeanShare }) => formatFraction(capturedMeanShare)],
  ['eff. rank H, S', ({ source, target }) => pair(source.effectiveRank, target.effectiveRank)],
  ['n/d H, S', ({ source, target }) => pair(source.rowsPerDimension, target.rowsPerDimension)],
  ['shrinkage ρ H, S', ({ source, target }) => pair(source.shrinkage, target.shrinkage)],
  ['A: λ min, max', ({ map: { eigenvalues } }) => pair(eigenvalues.at(-1) ?? null, eigenvalues[0] ?? null)],
  [
    'by chance',
    ({ map: { band, outsideBand } }) =>
      `${band.map((bound) => formatNumber(bound)).join('–')}${outsideBand ? ', outside' : ', inside'}`,
  ],
  ['condition', ({ map }) => (map.condition === null ? '∞' : formatNumber(map.condition))],
  [
    'W2² excess before → after',
    ({ heldOutDistance: { before, after } }) =>
      `${formatNumber(before.excess)} → ${formatNumber(after.excess)}`,
  ],
  [
    'η',
    ({ heldOutDistance }) =>
      heldOutDistance.reduction === null ? '–' : formatNumber(heldOutDistance.reduction),
  ],
  ['AUROC r', ({ probe }) => formatAuroc(probe.meanDifference)],
  ['AUROC subspace', ({ probe }) => formatAuroc(probe.subspace)],
  [
    'energy adj. p',
    ({ gaussianMap }) => `${probabilityText(gaussianMap.p)}${gaussianMap.rejected ? ', rejected' : ''}`,
  ],
];

/** Both classes and the map between them at every layer, a row each, then what may be said of a Gaussian map. Empty without any. */
export function markdownGeometry({ geometry, model }: Results): string[] {
  if (geometry.length === 0) return [];
  const [{ rank, counts, permutations, dimension }] = geometry;
  return [
    `Output of each block at the last prompt token, K = ${rank}, d = ${dimension}; fitted on n = ${counts.fitSource} harmful (H) and ${counts.fitTarget} harmless (S) prompts, judged on n = ${counts.heldOutSource} and ${counts.heldOutTarget} others; ${permutations} permutations.`,
    '',
    markdownTable(
      COLUMNS.map(([heading]) => heading),
      geometry.map((site) => COLUMNS.map(([, cell]) => cell(site, model.layers))),
    ),
    '',
    ...verdicts(geometry).map((sentence) => `- ${sentence}`),
  ];
}

/** The sentence of every layer where the map is rejected; the others share one, said of the layer where it is nearest to rejection. */
function verdicts(geometry: readonly Site[]): string[] {
  const rejected = geometry.filter(({ gaussianMap }) => gaussianMap.rejected);
  const silent = geometry
    .filter(({ gaussianMap }) => !gaussianMap.rejected)
    .toSorted((a, b) => a.gaussianMap.p - b.gaussianMap.p);
  return [
    ...rejected.map((site) => `Layer ${site.layer}: ${judgementSentence(site)}`),
    ...(silent.length === 0
      ? []
      : [
          `Layer${silent.length > 1 ? 's' : ''} ${formatLayers(silent.map(({ layer }) => layer))}: the Gaussian map is not rejected. Nearest to it is layer ${silent[0].layer}: ${judgementSentence(silent[0])}`,
        ]),
  ];
}

function formatAuroc({ value, interval }: Auroc): string {
  return `${formatFraction(value)}${formatInterval(interval, formatFraction)}`;
}

const pair = (first: number | null, second: number | null): string =>
  `${formatNumber(first)}, ${formatNumber(second)}`;
