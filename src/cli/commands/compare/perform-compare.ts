import { compareRuns } from '../../../audit/compare/compare-runs.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { refuseToOverwrite } from '../../../formats/atomic-file.ts';
import { comparisonText } from '../../../report/files/comparison-text.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** `compare`: Markdown, JSON or a page. */
export async function performCompare(request: {
  readonly a: string;
  readonly b: string;
  readonly json: boolean;
  readonly html: boolean;
  readonly out: string;
  readonly force: boolean;
}): Promise<void> {
  const { a, b, json, html, out, force } = request;
  if (json && html) throw new InvalidInputError('--json and --html', 'exclude each other');
  if (out !== '-') refuseToOverwrite(out, force);
  const text = comparisonText(await compareRuns(a, b), json ? 'json' : html ? 'html' : 'md');
  if (out === '-') process.stdout.write(text);
  else writeResult(out, text, `${a} against ${b}`);
}
