import type { RunComparison } from '../../results/run-comparison.ts';
import { comparisonPageData } from '../page/comparison-page-data.ts';
import { fillTemplate } from '../page/fill-template.ts';
import { pageTemplate } from './page-template.ts';

/** Two runs against each other as one HTML file. */
export function comparisonPage(comparison: RunComparison): string {
  return fillTemplate(pageTemplate(), comparisonPageData(comparison));
}
