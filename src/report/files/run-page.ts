import type { PageEvidence } from '../../results/page-evidence.ts';
import type { Results } from '../../results/results.ts';
import { fillTemplate } from '../page/fill-template.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { pageTemplate } from './page-template.ts';

/** report.html: one file that works offline, the same bytes for the same results. */
export function runPage(results: Results, evidence?: PageEvidence): string {
  return fillTemplate(pageTemplate(), reportPageData(results, evidence));
}
