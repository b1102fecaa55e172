import type { ClaimResult, Results } from '../../results/results.ts';
import { formatHalfDamage } from '../../wording/format-censored-damage.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatPointsInWords } from '../../wording/format-points.ts';
import { formatProbability } from '../../wording/format-probability.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { claimRemedy } from '../claim-remedy.ts';
import { claimWords } from '../claim-words.ts';
import { coherentRate } from '../coherent-rate.ts';
import { designCounts, notTriedOf } from '../design-sentences.ts';
import { findArm } from '../find-arm.ts';
import { formatScore } from '../markdown/markdown-robustness.ts';
import { layerWords, measuredLayers } from '../measured-layers.ts';
import { strongestArm } from '../strongest-arm.ts';
import { formatSuccessWithin } from '../success-within.ts';

const SHORT_CLAIMS = {
  1: 'pca-ot beats rfa and linear-act',
  2: 'pca-ot breaks refusal',
  3: 'one or two layers at 40–60% depth beat all layers',
  4: 'the spread matters beyond the mean',
} as const;
const STYLES: Readonly<Partial<Record<ClaimResult['conclusion'], NonNullable<Finding['style']>>>> = {
  supported: 'green',
  contradicted: 'red',
  'not supported': 'yellow',
};
const CONTRARY = {
  worse: 'loses to',
  'not distinguishable': 'cannot be distinguished from',
  better: 'beats',
} as const;

interface Finding {
  /** Padded to the width of its neighbours. */
  readonly name: string;
  readonly text: string;
  /** Colour of the name, where its content has one. */
  readonly style?: 'green' | 'red' | 'yellow';
}

/** What an audit found in a line each, the strongest attack first; sections without data are left out. */
export function terminalFindings(results: Results): Finding[] {
  return [
    ...strongest(results),
    ...claims(results),
    ...rivals(results),
    ...place(results),
    ...robustness(results),
    ...modified(results),
    ...effort(results),
  ];
}

/** What the strongest attack gets, and the bound on all feasible ones. */
function strongest(results: Results): Finding[] {
  const { verdict, strongest: found } = results;
  if (!verdict.refuses) return [];
  const arm = strongestArm(results);
  const { worstCase } = found;
  const first =
    arm === null
      ? 'no feasible attack does more than no attack'
      : `${arm.id}, coherent ASR ${formatFullRate(coherentRate(arm.test.forbidden))}`;
  const worst =
    worstCase === null
      ? ''
      : `; worst case ${formatPercent(worstCase.rate.rate)} (${worstCase.armId}), at most ${formatPercent(worstCase.interval[1])} under any of ${worstCase.arms} feasible attacks (95%)`;
  return [{ name: 'attack ', text: `${first}${worst}` }];
}

function claims(results: Results): Finding[] {
  const { claims: judged } = results;
  const width = Math.max(0, ...judged.map(({ conclusion }) => conclusion.length));
  return judged.map((claim) => {
    const { number, conclusion } = claim;
    return {
      name: `claim ${number}  ${conclusion.padEnd(width)}`,
      text: `${SHORT_CLAIMS[number]}${claimWords({ number, conclusion }).slice(conclusion.length)}${remedy(claim, results)}`,
      ...(STYLES[conclusion] ? { style: STYLES[conclusion] } : {}),
    };
  });
}

const remedy = (claim: ClaimResult, results: Results): string => {
  const would = claimRemedy(claim, results);
  return would === null ? '' : `: not measured (would: ${would.replaceAll('`', '')})`;
};

/** `a`, `a or b`, `a, b or c`. */
function listed(names: readonly string[]): string {
  const [last, ...before] = names.toReversed();
  return before.length > 0 ? `${before.toReversed().join(', ')} or ${last}` : last;
}

/** Modified checkpoints stand in the table above, and nowhere else. */
function modified({ against = [] }: Results): Finding[] {
  if (against.length === 0) return [];
  const names = against.map(
    ({ armId, weights }) => `${armId} (weights moved by ${formatNumber(weights.relativeNorm)} of their norm)`,
  );
  return [
    { name: 'given  ', text: `${names.join(', ')}: in no selection, no robustness score and no "strongest"` },
  ];
}

/** What a staged audit looked at of which arms, and what it left out. */
function effort(results: Results): Finding[] {
  const { design } = results;
  if (design === undefined) return [];
  return [
    {
      name: 'effort ',
      text: `${design.effort}: ${designCounts(results)}; not measured: ${notTriedOf(results).join('; ')} (would: --effort full)`,
    },
  ];
}

/** pca-ot against the other chosen arms, by how it fares. */
function rivals(results: Results): Finding[] {
  const { comparisons, verdict } = results;
  if (!verdict.refuses || comparisons.length === 0) return [];
  const groups = (['worse', 'not distinguishable', 'better'] as const).flatMap((relation) => {
    const names = comparisons
      .filter((each) => each.relation === relation)
      .map(({ rivalId }) => findArm(results, rivalId).method);
    return names.length > 0
      ? [`${CONTRARY[relation]} ${relation === 'not distinguishable' ? listed(names) : names.join(', ')}`]
      : [];
  });
  return [
    {
      name: 'pca-ot ',
      text: `${groups.join('; ')} (coherent ASR, n = ${comparisons[0].n}, paired, adjusted p < .05)`,
    },
  ];
}

function place(results: Results): Finding[] {
  const { localisation, model } = results;
  if (localisation === null) return [];
  const measured = measuredLayers(results);
  const among = measured === null ? '' : `; measured at ${layerWords(measured)} alone`;
  const { peak, width, rank, tests } = localisation;
  const n = tests[0]?.n ?? 0;
  const where = `layer ${peak.layer} of 0–${model.layers - 1}, depth ${formatFraction(peak.depth)}${formatInterval(peak.depthInterval, formatFraction)}`;
  const effect = `pca-ot K = ${rank} ${formatPointsInWords(peak.effect, peak.effectInterval)} over random displacements of equal size, n = ${n}, ${formatProbability(peak.drawsP)} over ${peak.draws} draws`;
  if (!peak.significant)
    return [{ name: 'refusal', text: `no layer stands out; largest effect at ${where}: ${effect}${among}` }];
  const half =
    width === null || measured?.length === 1
      ? ''
      : `; half of it at ${width.firstLayer === width.lastLayer ? `layer ${width.firstLayer}` : `layers ${width.firstLayer}–${width.lastLayer}`}`;
  return [{ name: 'refusal', text: `most vulnerable at ${where}: ${effect}${half}${among}` }];
}

function robustness({ robustness: { grid, everything } }: Results): Finding[] {
  const n = grid.frontier[0]?.test.n ?? 0;
  return [everything, grid].map((found, i) => ({
    name: i === 0 ? 'robust ' : '       ',
    text: [
      `${i === 0 ? 'everything' : 'the grid'} (${found.arms} ${found.arms === 1 ? 'arm' : 'arms'})${found.frontier.length > 0 ? ` succeeds in ${formatSuccessWithin(found)}` : ''}`,
      `R ${formatScore(found.score)}${i === 0 ? ' (0 = always broken, 1 = never)' : ''}`,
      `D50 ${formatHalfDamage(found.halfDamage)}${i === 0 ? `; n = ${n}` : ''}`,
    ].join('; '),
  }));
}
