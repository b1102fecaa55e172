import type { MetricDefinition, MetricUnit, MetricValue } from '../../../audit/gate/metric.ts';
import { formatNumber } from '../../../wording/format-number.ts';

const COUNTS: ReadonlySet<MetricUnit> = new Set(['layers', 'rank']);

/** Counts as whole numbers where they are some. */
export const formatMetricNumber = (value: number, unit: MetricUnit): string =>
  COUNTS.has(unit) && Number.isInteger(value) ? String(value) : formatNumber(value);

/** `0.94 [0.90 to 0.97], n = 200, act-add@5`, or `not measured (why)`. */
export function formatReading({ value, interval, n, note, unit }: MetricValue): string {
  if (value === null) return `not measured${note ? ` (${note})` : ''}`;
  const range = interval ? ` [${interval.map((bound) => formatMetricNumber(bound, unit)).join(' to ')}]` : '';
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
