import { resolve } from 'node:path';
import type { Precision } from '../../../checkpoint/precision/precision.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { writeFileAtomic } from '../../../formats/atomic-file.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { encodeJsonLines } from '../../../formats/json-lines.ts';
import { judge } from '../../../stages/judge/judge.ts';
import { readJudgedItems } from '../../../stages/judge/judged-items.ts';
import { judgementLines } from '../../../stages/judge/judgement-lines.ts';
import { labelFiles, labelReport, readLabelledItems } from '../../../stages/judge/label-key.ts';
import { judgeKeyFor } from '../../options/judge-key-for.ts';
import { withDownloadReport } from '../../terminal/download-report.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { reportProgress } from '../../terminal/report-progress.ts';
import { terminal } from '../../terminal/terminal.ts';
import { writeResult } from '../../terminal/write-result.ts';
import { formatJudgements, formatLabelReport } from './format-judgements.ts';

/** `judge`; everything that can be wrong is checked before a judge is loaded. */
export async function performJudge(request: {
  readonly completions: string;
  readonly judges: readonly string[];
  readonly prompts?: string;
  readonly harmless?: string;
  readonly out: string;
  readonly sampleLabels?: string;
  readonly sampleSize: number;
  readonly seed: number;
  readonly labels?: string;
  readonly labelsKey?: string;
  readonly judgeCache?: string;
  readonly requestsPerMinute?: number;
  readonly concurrency?: number;
  readonly precision?: Precision;
  readonly threads?: number;
  readonly force: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { out, signal, sampleLabels, labels } = request;
  const outputs = [out, ...(sampleLabels === undefined ? [] : [sampleLabels, keyOf(sampleLabels)])];
  if (sampleLabels === '-')
    throw new InvalidInputError('--sample-labels', 'needs a file', 'It holds texts of completions.');
  if (new Set(outputs.map((path) => resolve(path))).size < outputs.length)
    throw new InvalidInputError('--out and --sample-labels', 'name the same file');
  for (const path of outputs) checkOutput(path, request.force);
  const completions = await readJudgedItems(request.completions, request.prompts, { signal });
  const labelled =
    labels === undefined
      ? undefined
      : readLabelledItems(completions, { sheet: labels, key: request.labelsKey ?? keyOf(labels) });
  const harmless =
    request.harmless === undefined
      ? undefined
      : await readJudgedItems(request.harmless, undefined, { promptsNeeded: false });
  const { items, runs, degeneracy } = await withDownloadReport(signal, (onDownload) =>
    reportProgress('judge', 'verdicts', (onProgress) =>
      judge({
        ...request,
        completions,
        harmless,
        keyFor: judgeKeyFor,
        preparation: reportPreparation(),
        onDownload,
        onProgress,
      }),
    ),
  );
  const report = labelled ? formatLabelReport(labelReport(labelled, runs)) : '';
  if (sampleLabels !== undefined) {
    const files = labelFiles(items, runs, { n: request.sampleSize, seed: request.seed, path: sampleLabels });
    writeFileAtomic(keyOf(sampleLabels), files.key);
    writeFileAtomic(sampleLabels, files.sheet);
    terminal.note(`a sheet with texts → ${sampleLabels}, its key → ${keyOf(sampleLabels)}`);
  }
  const table = `${formatJudgements(runs, items)}${report === '' ? '' : `\n${report}`}`;
  if (out === '-') terminal.note(table.trimEnd());
  else process.stdout.write(table);
  writeResult(
    out,
    encodeJsonLines(judgementLines(items, runs, degeneracy)),
    `${items.length} completions, ${runs.length} judge${runs.length === 1 ? '' : 's'}`,
  );
}

function keyOf(sheet: string): string {
  return `${sheet}.key.jsonl`;
}
