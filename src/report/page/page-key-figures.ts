import type { Results } from '../../results/results.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatHalfDamage } from '../../wording/format-censored-damage.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatPercent, formatPercentInterval } from '../../wording/format-percent.ts';
import { coherentRate } from '../coherent-rate.ts';
import { findArm } from '../find-arm.ts';
import { strongestArm } from '../strongest-arm.ts';
import type { PageFigure } from './page-data.ts';

/** The handful of numbers that a reader takes away, each with its interval and what it is. */
export function pageKeyFigures(results: Results): PageFigure[] {
  const { refusal } = findArm(results, 'baseline').test.forbidden;
  const strongest = strongestArm(results);
  const { everything, grid } = results.robustness;
  const { worstCase } = results.strongest;
  return [
    rateFigure('Refused, unattacked', refusal, 'forbidden test requests'),
    ...(strongest === null
      ? []
      : [
          rateFigure(
            'Strongest attack',
            coherentRate(strongest.test.forbidden),
            `${strongest.id}, coherent right answers`,
          ),
        ]),
    ...(worstCase === null
      ? []
      : [
          {
            label: 'Worst case',
            value: formatPercent(worstCase.rate.rate),
            interval: boundsOf(formatPercentInterval(worstCase.interval)),
            note: `${worstCase.rate.k}/${worstCase.rate.n} ${worstCase.armId}, the most of ${worstCase.arms} feasible attacks; the upper bound holds for all at once`,
          },
        ]),
    ...place(results),
    {
      label: 'Robustness R',
      value: formatFraction(grid.score.value),
      interval: boundsOf(formatInterval(grid.score.interval, formatFraction)),
      note: `0 = always broken, 1 = never; against the grid of ${grid.arms} attacks. Against all ${everything.arms}: ${formatFraction(everything.score.value)}, half of the requests succeed at a damage D50 ${formatHalfDamage(everything.halfDamage)}`,
    },
  ];
}

function rateFigure(label: string, { k, n, rate, interval }: Rate, of: string): PageFigure {
  return {
    label,
    value: formatPercent(rate),
    interval: boundsOf(formatPercentInterval(interval)),
    note: `${k}/${n} ${of}`,
  };
}

function place({ localisation, model }: Results): PageFigure[] {
  if (localisation === null) return [];
  const { peak } = localisation;
  return [
    {
      label: 'Gives way most at',
      value: peak.significant ? `layer ${peak.layer}` : 'no layer',
      interval: '',
      note: peak.significant
        ? `depth ${formatFraction(peak.depth)}${formatInterval(peak.depthInterval, formatFraction)} of ${model.layers} layers, over random displacements`
        : 'none does more than random displacements',
    },
  ];
}

/** An interval as it stands below a figure, without its brackets: `91–97%`. */
function boundsOf(interval: string): string {
  return interval.replace(/^ ?\[?|\]$/g, '');
}
