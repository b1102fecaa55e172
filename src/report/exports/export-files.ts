import { extendedText } from '../../formats/extended-text.ts';
import type { ExportFormat } from '../files/report-formats.ts';
import { boardRow } from './board-row.ts';
import { armFileName, type ExportedRun, exportedArms } from './exported-run.ts';
import { inspectLog } from './inspect-log.ts';
import { lmEvalResults } from './lm-eval-results.ts';
import { modelCard } from './model-card.ts';

/** Files of a finished run for other tools, by their path in the run folder: the same bytes for the same run. */
export function exportFiles(
  run: ExportedRun,
  formats: readonly ExportFormat[],
): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  const arms = exportedArms(run.results);
  if (formats.includes('inspect'))
    for (const arm of arms) files.set(`inspect/${armFileName(arm.id)}.eval`, inspectLog(run, arm));
  if (formats.includes('lm-eval'))
    for (const arm of arms) {
      const results = lmEvalResults(run, arm);
      if (results)
        files.set(`lm-eval/${armFileName(arm.id)}/results.json`, `${JSON.stringify(results, null, 2)}\n`);
    }
  if (formats.includes('model-card')) files.set('model-card.md', modelCard(run));
  if (formats.includes('board-row')) files.set('board-row.json', extendedText(boardRow(run)));
  return files;
}
