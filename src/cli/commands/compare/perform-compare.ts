import { compareRuns } from '../../../audit/compare/compare-runs.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { refuseToOverwrite } from '../../../formats/atomic-file.ts';
import { comparisonFigure } from '../../../report/figures/comparison-figure.ts';
import { comparisonText } from '../../../report/files/comparison-text.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** `compare`: Markdown, JSON or a page. */
export async function performCompare(request: {
  readonly a: string;
  readonly b: string;
  readonly json: boolean;
  readonly html: boolean;
  readonly svg?: boolean;
  readonly out: string;
  readonly force: boolean;
}): Promise<void> {
  const { a, b, json, html, svg = false, out, force } = request;
  if ([json, html, svg].filter(Boolean).length > 1)
    throw new InvalidInputError('--json, --html and --svg', 'exclude each other');
  if (out !== '-') refuseToOverwrite(out, force);
  const comparison = await compareRuns(a, b);
  const text = svg
    ? await comparisonFigure(comparison)
    : comparisonText(comparison, json ? 'json' : html ? 'html' : 'md');
  if (text === null)
    throw new InvalidInputError('--svg', 'has nothing to draw', 'The runs have no method in common.');
  if (out === '-') process.stdout.write(text);
  else writeResult(out, text, `${a} against ${b}`);
}
