import { resolve } from 'node:path';
import type { Precision } from '../../../checkpoint/precision/precision.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { writeFileAtomic } from '../../../formats/atomic-file.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { encodeJsonLines } from '../../../formats/json-lines.ts';
import { parseJudgeSpec } from '../../../stages/judge/judge-spec.ts';
import { readJudgedItems } from '../../../stages/judge/judged-items.ts';
import { judgementLines } from '../../../stages/judge/judgement-lines.ts';
import { labelFiles, labelReport, readLabelledItems } from '../../../stages/judge/label-key.ts';
import { type JudgeContext, type PreparedJudge, prepareJudge } from '../../../stages/judge/prepare-judge.ts';
import { degeneracyOf, runJudges } from '../../../stages/judge/run-judges.ts';
import { judgeKeyFor } from '../../options/judge-key-for.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { reportProgress } from '../../terminal/report-progress.ts';
import { terminal } from '../../terminal/terminal.ts';
import { writeResult } from '../../terminal/write-result.ts';
import { formatJudgements, formatLabelReport } from './format-judgements.ts';

/** `judge`, with everything that can be wrong checked before a judge is loaded. */
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
  const { out, signal, sampleLabels, labels, threads, judgeCache, requestsPerMinute, concurrency } = request;
  const outputs = [out, ...(sampleLabels === undefined ? [] : [sampleLabels, keyOf(sampleLabels)])];
  if (sampleLabels === '-')
    throw new InvalidInputError('--sample-labels', 'needs a file', 'It holds texts of completions.');
  if (new Set(outputs.map((path) => resolve(path))).size < outputs.length)
    throw new InvalidInputError('--out and --sample-labels', 'name the same file');
  for (const path of outputs) checkOutput(path, request.force);
  const context: JudgeContext = {
    signal,
    keyFor: judgeKeyFor,
    openModel: (model) => openModel(model, signal, { precision: request.precision }),
    preparation: reportPreparation(),
    rubric: {
      seed: request.seed,
      ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
      ...(concurrency === undefined ? {} : { concurrency }),
    },
    ...(threads === undefined ? {} : { threads }),
    ...(judgeCache === undefined ? {} : { cache: judgeCache }),
  };
  const prepared: PreparedJudge[] = [];
  for (const spec of request.judges.map(parseJudgeSpec)) prepared.push(await prepareJudge(spec, context));
  const items = await readJudgedItems(request.completions, request.prompts, { signal });
  const labelled =
    labels === undefined
      ? undefined
      : readLabelledItems(items, { sheet: labels, key: request.labelsKey ?? keyOf(labels) });
  const harmless =
    request.harmless === undefined
      ? undefined
      : await readJudgedItems(request.harmless, undefined, { promptsNeeded: false });
  const degeneracy = degeneracyOf(items, harmless);
  const runs = await reportProgress('judge', 'verdicts', (onProgress) => {
    const done = new Map<string, number>();
    return runJudges(prepared, items, {
      degeneracy,
      signal,
      onProgress: (judge, count) => {
        done.set(judge, count);
        const all = [...done.values()].reduce((sum, each) => sum + each, 0);
        onProgress(all, items.length * prepared.length);
      },
    });
  });
  const report = labelled ? formatLabelReport(labelReport(labelled, runs)) : '';
  if (sampleLabels !== undefined) {
    const files = labelFiles(items, runs, { n: request.sampleSize, seed: request.seed, path: sampleLabels });
    writeFileAtomic(keyOf(sampleLabels), files.key);
    writeFileAtomic(sampleLabels, files.sheet);
    terminal.note(`a sheet with texts → ${sampleLabels}, its key → ${keyOf(sampleLabels)}`);
  }
  const table = `${formatJudgements(runs)}${report === '' ? '' : `\n${report}`}`;
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
