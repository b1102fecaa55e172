import { extendedText, readExtended } from '../../formats/extended-text.ts';
import type { PageEvidence } from '../../results/page-evidence.ts';
import type { Results } from '../../results/results.ts';
import { RESULTS } from '../../results/run-file-names.ts';
import { capabilityTables } from '../capability-table.ts';
import { damageFigure } from '../figures/damage-figure.ts';
import { doseResponseFigure } from '../figures/dose-response-figure.ts';
import { geometryFigure } from '../figures/geometry-figure.ts';
import { lengthFigure } from '../figures/length-figure.ts';
import { localisationFigure } from '../figures/localisation-figure.ts';
import { refusalScoreFigure } from '../figures/refusal-score-figure.ts';
import { robustnessFigure } from '../figures/robustness-figure.ts';
import { scatterFigure } from '../figures/scatter-figure.ts';
import { markdownReport, type ReportFigures } from '../markdown/markdown-report.ts';
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
import { runPage } from './run-page.ts';

/**
 * The files of a finished audit by their path in the run folder: the same bytes for the same results. A figure of what was not
 * measured is left out; a table of it has its header alone; stages.csv is of staged audits only, lengths.csv of those whose completions are long enough. `evidence` is for the page.
 */
export async function runFiles(
  given: Results,
  evidence?: PageEvidence,
): Promise<Map<string, string | Uint8Array>> {
  const text = resultsText(given);
  // As whoever reads results.json has them: what a report lists in the order of an object's fields is listed in the same one.
  const results = readExtended(JSON.parse(text)) as Results;
  const drawn: Readonly<Record<keyof ReportFigures, readonly [file: string, svg: string | null]>> = {
    localisation: ['figures/localisation.svg', await localisationFigure(results)],
    scatter: ['figures/scatter.svg', await scatterFigure(results)],
    damage: ['figures/damage.svg', await damageFigure(results)],
    robustness: ['figures/robustness.svg', await robustnessFigure(results)],
    doseResponse: ['figures/dose-response.svg', await doseResponseFigure(results)],
    geometry: ['figures/geometry.svg', await geometryFigure(results)],
    refusalScore: ['figures/refusal-score.svg', await refusalScoreFigure(results)],
    length: ['figures/length.svg', await lengthFigure(results)],
  };
  const optional = ([file, svg]: readonly [string, string | null]): string | null =>
    svg === null ? null : file;
  const figures: ReportFigures = {
    localisation: drawn.localisation[0],
    scatter: drawn.scatter[0],
    damage: drawn.damage[0],
    robustness: drawn.robustness[0],
    doseResponse: optional(drawn.doseResponse),
    geometry: optional(drawn.geometry),
    refusalScore: optional(drawn.refusalScore),
    length: optional(drawn.length),
  };
  return new Map<string, string | Uint8Array>([
    ['report.html', runPage(results, evidence)],
    ['report.md', markdownReport(results, figures)],
    ...Object.values(drawn).flatMap(([file, svg]): [string, string][] => (svg === null ? [] : [[file, svg]])),
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
