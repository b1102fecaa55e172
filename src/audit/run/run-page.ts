import { fillTemplate } from '../../report/page/fill-template.ts';
import type { PageEvidence } from '../../report/page/page-evidence.ts';
import { reportPageData } from '../../report/page/report-page-data.ts';
import type { Results } from '../results/results.ts';
import { pageTemplate } from './page-template.ts';

/** report.html: one file that works offline, the same bytes for the same results. */
export function runPage(results: Results, evidence?: PageEvidence): string {
  return fillTemplate(pageTemplate(), reportPageData(results, evidence));
}
