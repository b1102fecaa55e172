import { compareRuns } from '../audit/compare/compare-runs.ts';
import { openComparedRun } from '../audit/compare/compared-run.ts';
import { refuseToOverwrite } from '../formats/atomic-file.ts';
import { extendedText } from '../formats/extended-text.ts';
import { markdownComparison } from '../report/markdown-comparison.ts';
import { writeResult } from './write-result.ts';

/** `compare`: Markdown or JSON. */
export async function performCompare(request: {
  readonly a: string;
  readonly b: string;
  readonly json: boolean;
  readonly out: string;
  readonly force: boolean;
}): Promise<void> {
  const { a, b, json, out, force } = request;
  if (out !== '-') refuseToOverwrite(out, force);
  const comparison = compareRuns(await openComparedRun(a), await openComparedRun(b));
  const text = json ? extendedText(comparison) : markdownComparison(comparison);
  if (out === '-') process.stdout.write(text);
  else writeResult(out, text, `${a} against ${b}`);
}
