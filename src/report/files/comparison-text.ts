import { extendedText } from '../../formats/extended-text.ts';
import type { RunComparison } from '../../results/run-comparison.ts';
import { markdownComparison } from '../markdown/markdown-comparison.ts';
import { comparisonPage } from './comparison-page.ts';

/** What a comparison can be made in. */
export type ComparisonFormat = 'md' | 'html' | 'json';

/**
 * A comparison as Markdown, as one page with figures that works offline, or as JSON.
 *
 * @example
 * import { compareRuns, comparisonText } from 'refusal-lab';
 *
 * const comparison = await compareRuns('runs/before', 'runs/after');
 * if (!comparisonText(comparison, 'md').startsWith('#')) throw new Error('Markdown begins with a heading');
 */
export function comparisonText(comparison: RunComparison, format: ComparisonFormat = 'md'): string {
  switch (format) {
    case 'md':
      return markdownComparison(comparison);
    case 'html':
      return comparisonPage(comparison);
    case 'json':
      return extendedText(comparison);
  }
}
