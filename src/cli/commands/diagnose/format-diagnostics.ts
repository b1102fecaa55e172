import type { SiteDiagnostics } from '../../../diagnostics/site-diagnostics.ts';
import { judgementSentence } from '../../../report/judgement-sentence.ts';
import type { Auroc } from '../../../statistics/auroc.ts';
import { formatFraction } from '../../../wording/format-fraction.ts';
import { formatInterval } from '../../../wording/format-interval.ts';
import { formatNumber } from '../../../wording/format-number.ts';
import { probabilityText } from '../../../wording/format-probability.ts';
import { wrapText } from '../../../wording/wrap-text.ts';

const COLUMNS: readonly [heading: string, cell: (found: SiteDiagnostics) => string][] = [
  ['‖r‖', ({ meanDifferenceNorm }) => formatNumber(meanDifferenceNorm)],
  ['zero', ({ zeroPosition }) => formatNumber(zeroPosition)],
  ['captured', ({ capturedMeanShare }) => formatFraction(capturedMeanShare)],
  [
    'explained',
    ({ explainedVariance }) => formatFraction(explainedVariance.reduce((sum, share) => sum + share, 0)),
  ],
  [
    'eff. rank H, S',
    ({ source, target }) => `${formatNumber(source.effectiveRank)}, ${formatNumber(target.effectiveRank)}`,
  ],
  ['ρ H, S', ({ source, target }) => `${formatNumber(source.shrinkage)}, ${formatNumber(target.shrinkage)}`],
  [
    'A',
    ({ map: { eigenvalues, outsideBand } }) =>
      `${formatNumber(eigenvalues.at(-1)!)}${eigenvalues.length > 1 ? `–${formatNumber(eigenvalues[0])}` : ''}${outsideBand ? '' : '~'}`,
  ],
  ['W2² excess', ({ heldOutDistance }) => formatNumber(heldOutDistance.before.excess)],
  ['η', ({ heldOutDistance }) => formatNumber(heldOutDistance.reduction)],
  [
    'AD p',
    ({ gaussianity }) => `${probabilityText(gaussianity.smallestAdjusted)}${gaussianity.lowPower ? '?' : ''}`,
  ],
  ['energy p', ({ gaussianMap }) => `${probabilityText(gaussianMap.p)}${gaussianMap.rejected ? '!' : ''}`],
  ['AUROC r', ({ probe }) => formatAuroc(probe.meanDifference)],
  ['AUROC K', ({ probe }) => formatAuroc(probe.subspace)],
];
const WIDTH = 110;

/** Output of `diagnose`: one line per site, the meaning of the marks, and the conclusions. */
export function formatDiagnostics(sites: readonly (readonly [string, SiteDiagnostics])[]): string {
  const rows = [
    ['site', ...COLUMNS.map(([heading]) => heading)],
    ...sites.map(([name, found]) => [name, ...COLUMNS.map(([, cell]) => cell(found))]),
  ];
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
  );
  const [, { rank, counts, permutations, grouped }] = sites[0];
  return [
    `K = ${rank}; n = ${counts.fitSource} and ${counts.fitTarget} to fit on, ${counts.heldOutSource} and ${counts.heldOutTarget} held out; ${permutations} permutations${grouped ? ' within pairs' : ''}`,
    '',
    ...lines,
    '',
    ...wrapText(
      'zero: −rᵀmu_S/‖r‖² (0 at the harmless mean, 1 at the harmful one). captured: share of ‖r‖² inside the subspace. A: smallest and largest eigenvalue of the map, ~ within the range that equal covariances give by chance. η: share of the held-out W2² excess that the map removes. AD p: smallest Holm-adjusted p of Anderson–Darling, ? low power. energy p: mapped against harmless rows, adjusted over the sites, ! the map is not justified.',
      WIDTH,
    ),
    '',
    ...wrapText(conclusion(sites), WIDTH),
    '',
  ].join('\n');
}

function conclusion(sites: readonly (readonly [string, SiteDiagnostics])[]): string {
  if (sites.length === 1) return judgementSentence(sites[0][1]);
  const rejected = sites.filter(([, { gaussianMap }]) => gaussianMap.rejected).map(([name]) => name);
  const silent = sites.length - rejected.length;
  const parts = [
    rejected.length === 0
      ? ''
      : `A Gaussian map of rank ${sites[0][1].rank} is not justified at ${rejected.join(', ')}: held-out harmful rows that it maps are still told from harmless ones.`,
    silent === 0
      ? ''
      : `At ${silent} of ${sites.length} sites nothing was found against it, which does not show that the classes are Gaussian or that the map is right, and says nothing of the dimensions that it leaves alone.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function formatAuroc({ value, interval }: Auroc): string {
  return `${formatFraction(value)}${formatInterval(interval, formatFraction)}`;
}
