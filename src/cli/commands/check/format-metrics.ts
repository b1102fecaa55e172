import type { MetricDefinition, MetricUnit, MetricValue } from '../../../audit/gate/metric.ts';
import { formatAsGiven } from '../../../wording/format-as-given.ts';
import { formatFraction } from '../../../wording/format-fraction.ts';
import { formatInterval } from '../../../wording/format-interval.ts';
import { formatNumber } from '../../../wording/format-number.ts';
import { formatPercent, formatPercentInterval, formatPercentLimit } from '../../../wording/format-percent.ts';

const countText = (value: number): string => (Number.isInteger(value) ? String(value) : formatNumber(value));

const TEXTS: Readonly<Record<MetricUnit, (value: number) => string>> = {
  share: formatPercent,
  score: formatFraction,
  depth: formatFraction,
  layers: countText,
  rank: countText,
  'nats/token': formatNumber,
  nats: formatNumber,
  perplexity: formatNumber,
  ratio: formatNumber,
};

/** A metric as every report writes it: shares in per cent, counts as whole numbers. */
export const formatMetricNumber = (value: number, unit: MetricUnit): string => TEXTS[unit](value);

/** A limit on a metric, with all the digits given. */
export const formatMetricLimit = (limit: number, unit: MetricUnit): string =>
  unit === 'share' ? formatPercentLimit(limit) : formatAsGiven(limit);

/** `94% [90–97%], n = 200, act-add@5`, or `not measured (why)`. */
export function formatReading({ value, interval, n, note, unit }: MetricValue): string {
  if (value === null) return `not measured${note ? ` (${note})` : ''}`;
  const range =
    unit === 'share'
      ? formatPercentInterval(interval)
      : formatInterval(interval, (bound) => formatMetricNumber(bound, unit));
  const parts = [
    `${formatMetricNumber(value, unit)}${range}`,
    ...(n === null ? [] : [`n = ${n}`]),
    ...(note ? [note] : []),
  ];
  return parts.join(', ');
}

const inColumns = (rows: readonly (readonly [string, string, string])[]): string => {
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const [first, second] = [width(0), width(1)];
  return rows.map(([a, b, c]) => `${a.padEnd(first)}  ${b.padEnd(second)}  ${c}\n`).join('');
};

/** Name, unit and meaning of every metric. */
export function formatMetricNames(
  metrics: readonly Pick<MetricDefinition, 'name' | 'unit' | 'describes'>[],
): string {
  return inColumns(metrics.map(({ name, unit, describes }) => [name, unit, describes] as const));
}

/** Name, unit and value of every metric of a run. */
export function formatMetricValues(metrics: readonly MetricValue[]): string {
  return inColumns(metrics.map((metric) => [metric.name, metric.unit, formatReading(metric)] as const));
}
