import { DAMAGE_BUDGET } from '../../metrics/damage-budget.ts';
import type { Results } from '../../results/results.ts';
import { formatRate } from '../../wording/format-rate.ts';
import type { LegendEntry } from './legend-column.ts';
import type { LocalisationSeries } from './localisation-series.ts';
import { methodStyle } from './method-style.ts';

const MARKER = { colour: '#444444', symbol: 'circle' } as const;

/** The right column of the localisation figure: each line's name and its best arm within the damage budget. */
export function localisationLegend(
  series: readonly LocalisationSeries[],
  protocol: Results['protocol'],
): LegendEntry[] {
  const entries: LegendEntry[] = series.map(({ label, method, rank, best, actsEverywhere }) => ({
    style: methodStyle(method, rank, protocol),
    filled: true,
    label,
    notes: [
      best ? `best intact: ${formatRate(best.test.forbidden.exact)}` : 'no arm within the budget',
      ...(best ? [`(${best.id})`] : []),
      ...(actsEverywhere ? ['acts at every layer; drawn where', 'its direction was read'] : []),
    ],
  }));
  return [
    ...entries,
    {
      style: MARKER,
      filled: true,
      label: 'filled: model intact',
      notes: [`KL32 ≤ ${DAMAGE_BUDGET} nats per token`],
    },
    {
      style: MARKER,
      filled: false,
      label: 'hollow: model damaged',
      notes: [`KL32 > ${DAMAGE_BUDGET} nats per token`],
    },
  ];
}
