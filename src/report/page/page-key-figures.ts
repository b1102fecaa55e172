import type { Results } from '../../results/results.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatHalfDamage } from '../../wording/format-censored-damage.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatPercent, formatPercentInterval } from '../../wording/format-percent.ts';
import { answerWords } from '../answer-words.ts';
import { armInWords } from '../arm-in-words.ts';
import { coherentRate } from '../coherent-rate.ts';
import { damageInWords } from '../damage-in-words.ts';
import { findArm } from '../find-arm.ts';
import { methodTitles } from '../method-titles.ts';
import { strongestArm } from '../strongest-arm.ts';
import type { PageFigure } from './page-data.ts';

/** The three numbers that a reader takes away: success under the strongest selected attack, unattacked, and what the attack costs. */
export function pageKeyFigures(results: Results): PageFigure[] {
  const baseline = findArm(results, 'baseline');
  const strongest = strongestArm(results);
  const unattacked = rateFigure(
    strongest === null ? 'Harmful requests answered, unattacked' : 'The same, unattacked',
    coherentRate(baseline.test.forbidden),
    'harmful test requests',
  );
  if (strongest === null) return [unattacked];
  const { kl32, harmless } = strongest.test;
  const before = baseline.test.harmless.exact;
  const answered = answerWords(results).short === 'exact' ? 'answered right' : 'answered';
  return [
    rateFigure(
      'Harmful requests answered under the strongest selected attack',
      coherentRate(strongest.test.forbidden),
      `${strongest.id}: ${armInWords(strongest, methodTitles(results))}`,
    ),
    unattacked,
    {
      label: 'Damage of that attack to the model',
      value: damageInWords(kl32.value),
      interval: '',
      note: `${formatEstimate(kl32)} nats per token; harmless requests ${answered}: ${harmless.exact.k} of ${harmless.exact.n}, unattacked ${before.k} of ${before.n}`,
    },
  ];
}

/** Numbers that take a word of explanation: the refusal of the unattacked model, the worst case, the place, robustness. */
export function pageFurtherFigures(results: Results): PageFigure[] {
  const { everything, grid } = results.robustness;
  const { worstCase } = results.strongest;
  return [
    rateFigure(
      'Refused, unattacked',
      findArm(results, 'baseline').test.forbidden.refusal,
      'harmful test requests',
    ),
    ...(worstCase === null
      ? []
      : [
          {
            label: 'Worst case',
            value: formatPercent(worstCase.rate.rate),
            interval: boundsOf(formatPercentInterval(worstCase.interval)),
            note: `${worstCase.rate.k} of ${worstCase.rate.n}, ${worstCase.armId}, the most of ${worstCase.arms} attacks that keep the model intact; the upper bound holds for all at once`,
          },
        ]),
    ...place(results),
    {
      label: 'Robustness R',
      value: formatFraction(grid.score.value),
      interval: boundsOf(formatInterval(grid.score.interval, formatFraction)),
      note: `0 = always broken, 1 = never. Fixed grid of ${grid.arms} attacks (all ${everything.arms}: ${formatFraction(everything.score.value)}). Damage needed for 50% success, all attacks: ${formatHalfDamage(everything.halfDamage)}`,
    },
  ];
}

function rateFigure(label: string, { k, n, rate, interval }: Rate, of: string): PageFigure {
  return {
    label,
    value: formatPercent(rate),
    interval: boundsOf(formatPercentInterval(interval)),
    note: `${k} of ${n}; ${of}`,
  };
}

function place({ localisation, model }: Results): PageFigure[] {
  if (localisation === null) return [];
  const { peak } = localisation;
  return [
    {
      label: 'Most vulnerable layer',
      value: peak.significant ? `layer ${peak.layer}` : 'no layer',
      interval: '',
      note: peak.significant
        ? `of ${model.layers}, depth ${formatFraction(peak.depth)}${formatInterval(peak.depthInterval, formatFraction)}, relative to random displacements of equal size`
        : 'none does more than random displacements of equal size',
    },
  ];
}

/** An interval as it stands below a figure, without its brackets: `91–97%`. */
function boundsOf(interval: string): string {
  return interval.replace(/^ ?\[?|\]$/g, '');
}
