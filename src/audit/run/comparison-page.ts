import { comparisonPageData } from '../../report/page/comparison-page-data.ts';
import { fillTemplate } from '../../report/page/fill-template.ts';
import type { RunComparison } from '../compare/run-comparison.ts';
import { pageTemplate } from './page-template.ts';

/** Two runs against each other as one HTML file. */
export function comparisonPage(comparison: RunComparison): string {
  return fillTemplate(pageTemplate(), comparisonPageData(comparison));
}
