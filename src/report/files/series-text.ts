import { extendedText } from '../../formats/extended-text.ts';
import type { ComparisonSeries } from '../../results/comparison-series.ts';
import { markdownSeries } from '../markdown/markdown-series.ts';

/**
 * Several runs as Markdown with one column per run, or as JSON.
 *
 * @example
 * import { compareSeries, seriesText } from 'refusal-lab';
 *
 * const series = await compareSeries(['runs/before', 'runs/after']);
 * if (!seriesText(series).startsWith('#')) throw new Error('Markdown begins with a heading');
 */
export function seriesText(series: ComparisonSeries, format: 'md' | 'json' = 'md'): string {
  return format === 'json' ? extendedText(series) : markdownSeries(series);
}
