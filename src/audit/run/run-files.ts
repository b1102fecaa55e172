import { canonicalJson } from '../../formats/canonical-json.ts';
import { damageFigure } from '../../report/damage-figure.ts';
import { localisationFigure } from '../../report/localisation-figure.ts';
import { markdownReport } from '../../report/markdown-report.ts';
import { scatterFigure } from '../../report/scatter-figure.ts';
import type { Results } from '../results/results.ts';
import { RESULTS } from './run-folder.ts';

/** The files of a finished audit by their path in the run folder: the same bytes for the same results. */
export async function runFiles(results: Results): Promise<Map<string, string | Uint8Array>> {
  const figures = {
    localisation: 'figures/localisation.svg',
    scatter: 'figures/scatter.svg',
    damage: 'figures/damage.svg',
  };
  return new Map<string, string | Uint8Array>([
    ['report.md', markdownReport(results, figures)],
    [figures.localisation, await localisationFigure(results)],
    [figures.scatter, await scatterFigure(results)],
    [figures.damage, await damageFigure(results)],
    [RESULTS, resultsText(results)],
  ]);
}

export const resultsText = (results: Results): string => `${canonicalJson(withoutInfinities(results), 2)}\n`;

/** JSON has no infinities: an exploded perplexity is written as "Infinity". */
function withoutInfinities(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(withoutInfinities);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withoutInfinities(entry)]));
}
