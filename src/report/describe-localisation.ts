import type { LocalisationResult, Results } from '../results/results.ts';
import { formatFraction } from '../wording/format-fraction.ts';
import { formatInterval } from '../wording/format-interval.ts';
import { formatLeastCount } from '../wording/format-least-count.ts';
import { formatNumber } from '../wording/format-number.ts';
import { formatPercent } from '../wording/format-percent.ts';
import { formatPointsInWords } from '../wording/format-points.ts';
import { formatProbability, probabilityText } from '../wording/format-probability.ts';
import { layerWords, measuredLayers } from './measured-layers.ts';

type Of<Name extends keyof LocalisationResult> = LocalisationResult[Name];

/** Where refusal gives way more than random displacements explain, a sentence each; none where the run has no controls. */
export function describeLocalisation(results: Results): string[] {
  const { localisation, model } = results;
  if (localisation === null) return [];
  const { tests, peak, rank, width, outside } = localisation;
  const own = tests.find((test) => test.rank === rank && test.layer === peak.layer);
  const n = own?.n ?? tests[0]?.n ?? 0;
  return [
    ...describeMeasured(measuredLayers(results), model.layers),
    describePeak(localisation, model.layers, own, n),
    describeDraws(peak),
    describeWidth(width, model.layers),
    describeOutside(outside, n),
    describeDepthClaim(localisation.depthClaim, n),
  ];
}

/** Of a staged audit, which layers the other sentences are about. */
function describeMeasured(measured: readonly number[] | null, layers: number): string[] {
  if (measured === null) return [];
  const where = `Success was measured at ${layerWords(measured)} of 0–${layers - 1} alone`;
  return [
    measured.length === 1
      ? `**One layer**: ${where}, where selection puts the peak; that refusal gives way there more than elsewhere, and how wide, is not shown.`
      : `**Layers**: ${where}; peak, width and depth below are among these.`,
  ];
}

function describePeak(
  { peak, rank, tests }: LocalisationResult,
  layers: number,
  own: LocalisationResult['tests'][number] | undefined,
  n: number,
): string {
  const place = `layer ${peak.layer} of 0–${layers - 1}, depth ${formatFraction(peak.depth)}${formatInterval(peak.depthInterval, formatFraction)}`;
  const test = own
    ? `Holm-adjusted ${formatProbability(own.adjustedP)} among ${tests.length} tests`
    : 'not tested';
  const effect = `${formatPointsInWords(peak.effect, peak.effectInterval)} of coherent ASR, n = ${n}, ${test}`;
  return peak.significant
    ? `**Peak**: ${place}. There pca-ot at K = ${rank} does more than random displacements of the same length: ${effect}. It is the peak in ${formatPercent(peak.stability)} of resamples.`
    : `**No significant peak**: no layer is shown to do more than random displacements of the same length. The largest effect of pca-ot at K = ${rank} is at ${place}: ${effect}.`;
}

function describeDraws({ draws, drawsP }: Of<'peak'>): string {
  const asMuch = Math.max(0, Math.round(drawsP * (draws + 1)) - 1);
  return `**Against the draws**: ${asMuch === 0 ? 'none' : asMuch} of ${draws} random displacements at that layer did as much as pca-ot (Monte-Carlo ${formatProbability(drawsP)}; the smallest p-value that ${draws} draws allow is ${probabilityText(1 / (draws + 1))}).`;
}

function describeWidth(width: Of<'width'>, layers: number): string {
  if (width === null) return '**Width at half the effect**: not defined, the peak is not significant.';
  const { firstLayer, lastLayer, interval } = width;
  const range = firstLayer === lastLayer ? `layer ${firstLayer} alone` : `layers ${firstLayer}–${lastLayer}`;
  return `**Width at half the effect**: ${range} (${width.layers}${formatInterval(interval, formatLeastCount)} of ${layers}).`;
}

function describeOutside(outside: Of<'outside'>, n: number): string {
  const name = '**Effect away from the best pair of layers**';
  if (outside === null) return `${name}: not measured: no pair has an effect, or no arm lies away from it.`;
  const { armId, bestPair, ratio, interval, undefinedShare } = outside;
  const undefinedIn =
    undefinedShare > 0 ? `; not defined in ${formatPercent(undefinedShare)} of resamples` : '';
  return `${name}: \`${armId}\` has ${formatNumber(ratio)}${formatInterval(interval)} of the effect of \`${bestPair}\`, both over the unattacked model, n = ${n} (0 = no effect elsewhere, 1 = the same effect)${undefinedIn}.`;
}

function describeDepthClaim(claim: Of<'depthClaim'>, n: number): string {
  if (claim === null) return '**Claimed depth, 40–60%**: not tested, all layers lie on one side.';
  const { difference, interval, inside, layers, chanceShare, pSupported, pContradicted, conclusion } = claim;
  return `**Claimed depth, 40–60%**: ${conclusion}. Best layer inside minus best outside: ${formatPointsInWords(difference, interval)}, n = ${n}; test that some layer inside beats all outside: ${formatProbability(pSupported)}; that some layer outside beats all inside: ${formatProbability(pContradicted)}. ${inside} of ${layers} layers lie inside: a random peak would fall there ${formatPercent(chanceShare)} of the time.`;
}
