import { compareRuns } from '../../../audit/compare/compare-runs.ts';
import { compareSeries } from '../../../audit/compare/compare-series.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { refuseToOverwrite } from '../../../formats/atomic-file.ts';
import { comparisonFigure } from '../../../report/figures/comparison-figure.ts';
import { seriesFigure } from '../../../report/figures/series-figure.ts';
import { comparisonText } from '../../../report/files/comparison-text.ts';
import { seriesText } from '../../../report/files/series-text.ts';
import { writeResult } from '../../terminal/write-result.ts';

interface CompareFlags {
  readonly json: boolean;
  readonly html: boolean;
  readonly svg?: boolean;
}

/** `compare`: Markdown, JSON, a figure or a page. */
export async function performCompare(
  request: CompareFlags & {
    readonly runs: readonly string[];
    readonly out: string;
    readonly force: boolean;
  },
): Promise<void> {
  const { runs, json, html, svg = false, out, force } = request;
  if ([json, html, svg].filter(Boolean).length > 1)
    throw new InvalidInputError('--json, --html and --svg', 'exclude each other');
  if (html && runs.length > 2)
    throw new InvalidInputError(
      '--html',
      `is a page of two runs, not of ${runs.length}`,
      'Use --svg or --json.',
    );
  if (out !== '-') refuseToOverwrite(out, force);
  const text = runs.length === 2 ? await pairText(runs[0], runs[1], request) : await seriesOf(runs, request);
  if (out === '-') process.stdout.write(text);
  else writeResult(out, text, runs.length === 2 ? `${runs[0]} against ${runs[1]}` : `${runs.length} runs`);
}

async function pairText(a: string, b: string, { json, html, svg }: CompareFlags): Promise<string> {
  const comparison = await compareRuns(a, b);
  if (!svg) return comparisonText(comparison, json ? 'json' : html ? 'html' : 'md');
  const figure = await comparisonFigure(comparison);
  if (figure === null)
    throw new InvalidInputError('--svg', 'has nothing to draw', 'The runs have no method in common.');
  return figure;
}

async function seriesOf(runs: readonly string[], { json, svg }: CompareFlags): Promise<string> {
  const series = await compareSeries(runs);
  return svg ? seriesFigure(series) : seriesText(series, json ? 'json' : 'md');
}
