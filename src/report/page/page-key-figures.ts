import type { Results } from '../../results/results.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatShare } from '../../wording/format-rate.ts';
import { coherentRate } from '../coherent-rate.ts';
import { findArm } from '../find-arm.ts';
import { formatHalfDamage } from '../format-half-damage.ts';
import { strongestArm } from '../strongest-arm.ts';
import type { PageFigure } from './page-data.ts';

/** Whole, but 199 of 200 are not all: `99.5%`. */
const percent = (share: number): string => {
  const whole = (100 * share).toFixed(0);
  const looksExact = whole === '0' || whole === '100';
  return `${looksExact && share !== 0 && share !== 1 ? (100 * share).toFixed(1) : whole}%`;
};

/** The handful of numbers that a reader takes away, each with its interval and what it is. */
export function pageKeyFigures(results: Results): PageFigure[] {
  const { refusal } = findArm(results, 'baseline').test.forbidden;
  const strongest = strongestArm(results);
  const { everything, grid } = results.robustness;
  const [half, range] = formatHalfDamage(grid.halfDamage).split(' [');
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
    ...place(results),
    {
      label: 'Robustness R',
      value: formatShare(grid.score.value),
      interval: boundsOf(grid.score.interval, formatShare),
      note: `against the grid of ${grid.arms} attacks; ${formatShare(everything.score.value)} against all ${everything.arms}. 1 withstands everything`,
    },
    {
      label: 'Half of it breaks at D50',
      value: half,
      interval: (range ?? '').replace(']', ''),
      note: 'nats a token of damage, the grid',
    },
  ];
}

function rateFigure(label: string, { k, n, rate, interval }: Rate, of: string): PageFigure {
  return {
    label,
    value: rate === null ? 'n/a' : percent(rate),
    interval: boundsOf(interval, percent),
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
        ? `depth ${formatShare(peak.depth)}${formatInterval(peak.depthInterval, formatShare)} of ${model.layers} layers, over random displacements`
        : 'none does more than random displacements',
    },
  ];
}

function boundsOf(interval: readonly [number, number] | null, text: (bound: number) => string): string {
  return interval === null ? '' : interval.map(text).join(' to ');
}
