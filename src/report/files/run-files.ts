import { extendedText, readExtended } from '../../formats/extended-text.ts';
import type { PageEvidence } from '../../results/page-evidence.ts';
import type { Results } from '../../results/results.ts';
import { RESULTS } from '../../results/run-file-names.ts';
import { capabilityTables } from '../capability-table.ts';
import { drawFigure } from '../figures/draw-figure.ts';
import type { FigureName } from '../figures/figure-renderer.ts';
import { lengthFigure } from '../figures/length-figure.ts';
import { markdownReport, type ReportFigures } from '../markdown/markdown-report.ts';
import { fillTemplate } from '../page/fill-template.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { againstWeightsCsv } from '../tables/against-weights-csv.ts';
import { armsCsv } from '../tables/arms-csv.ts';
import { armsTex } from '../tables/arms-tex.ts';
import { capabilityCsv } from '../tables/capability-csv.ts';
import { controlsCsv } from '../tables/controls-csv.ts';
import { geometryCsv } from '../tables/geometry-csv.ts';
import { lengthsCsv } from '../tables/lengths-csv.ts';
import { localisationCsv } from '../tables/localisation-csv.ts';
import { monitorsCsv } from '../tables/monitors-csv.ts';
import { stagesCsv } from '../tables/stages-csv.ts';
import { strengthsCsv } from '../tables/strengths-csv.ts';
import { pageTemplate } from './page-template.ts';

/**
 * The files of a finished audit by their path in the run folder: the same bytes for the same results. A figure of what was not
 * measured is left out; a table of it has its header alone; stages.csv is of staged audits only, lengths.csv of those whose completions are long enough. `evidence` is for the page
 * and its figures.
 */
export async function runFiles(
  given: Results,
  evidence?: PageEvidence,
): Promise<Map<string, string | Uint8Array>> {
  const text = resultsText(given);
  // As whoever reads results.json has them: what a report lists in the order of an object's fields is listed in the same one.
  const results = readExtended(JSON.parse(text)) as Results;
  const page = reportPageData(results, evidence);
  const svgs = new Map<string, string>();
  const fileOf = (name: string, svg: string | null): string | null => {
    if (svg !== null) svgs.set(`figures/${name}.svg`, svg);
    return svg === null ? null : `figures/${name}.svg`;
  };
  const draw = async (name: FigureName) => fileOf(name, (await drawFigure(name, page))?.svg ?? null);
  const figures: ReportFigures = {
    // These three are of arms, which every run has.
    localisation: (await draw('localisation'))!,
    heatMap: await draw('heat-map'),
    refusalScore: await draw('refusal-score'),
    doseResponse: await draw('dose-response'),
    damage: (await draw('damage'))!,
    robustness: (await draw('robustness'))!,
    geometry: await draw('geometry'),
    scatter: await draw('scatter'),
    length: fileOf('length', await lengthFigure(results)),
  };
  return new Map<string, string | Uint8Array>([
    ['report.html', fillTemplate(pageTemplate(), page)],
    ['report.md', markdownReport(results, figures)],
    ...svgs,
    ['tables/arms.csv', armsCsv(results)],
    ['tables/arms.tex', armsTex(results)],
    ['tables/controls.csv', controlsCsv(results)],
    ['tables/localisation.csv', localisationCsv(results)],
    ['tables/strengths.csv', strengthsCsv(results)],
    ['tables/geometry.csv', geometryCsv(results)],
    ...(capabilityTables(results).length > 0
      ? [['tables/capability.csv', capabilityCsv(results)] as const]
      : []),
    ...(results.design ? [['tables/stages.csv', stagesCsv(results)] as const] : []),
    ...(results.byLength ? [['tables/lengths.csv', lengthsCsv(results.byLength)] as const] : []),
    ...(results.monitors ? [['tables/monitors.csv', monitorsCsv(results.monitors)] as const] : []),
    ...(results.against ? [['tables/against-weights.csv', againstWeightsCsv(results.against)] as const] : []),
    [RESULTS, text],
  ]);
}

export const resultsText = (results: Results): string => extendedText(results);
