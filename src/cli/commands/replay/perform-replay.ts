import { join } from 'node:path';
import { replayRun } from '../../../audit/run/replay-run.ts';
import { LabError } from '../../../errors/lab-error.ts';
import { refuseToOverwrite } from '../../../formats/atomic-file.ts';
import { readTextFile } from '../../../formats/json-file.ts';
import { resultsText } from '../../../report/files/run-files.ts';
import { RESULTS } from '../../../results/run-file-names.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** Exit code 1 where the run folder's results.json is not what its journal gives. */
export async function performReplay(request: {
  readonly run: string;
  readonly out?: string;
  readonly force: boolean;
}): Promise<void> {
  const { run, out, force } = request;
  if (out !== undefined && out !== '-') refuseToOverwrite(out, force);
  const { results, units } = await replayRun(run);
  const text = resultsText(results);
  if (out !== undefined) {
    writeResult(out, text, `results of ${units.size} units`);
    return;
  }
  const path = join(run, RESULTS);
  if (readTextFile(path) !== text)
    throw new LabError(`${path}: is not what the journal gives`, {
      exitCode: 1,
      remedy: 'Write what it gives with --out, and compare.',
    });
  process.stdout.write(`${path}: the same bytes from the journal's ${units.size} units\n`);
}
