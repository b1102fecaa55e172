import { join } from 'node:path';
import { replayRun } from '../../../audit/run/replay-run.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { LabError } from '../../../errors/lab-error.ts';
import { refuseToOverwrite } from '../../../formats/atomic-file.ts';
import { RESULTS } from '../../../results/run-file-names.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** Exit code 1 if the run folder's results.json differs from the one recomputed from its journal. */
export async function performReplay(request: {
  readonly run: string;
  readonly out?: string;
  readonly force: boolean;
}): Promise<void> {
  const { run, out, force } = request;
  if (out !== undefined && out !== '-') refuseToOverwrite(out, force);
  const { text, units, matches } = await replayRun(run);
  if (out !== undefined) {
    writeResult(out, text, `results of ${units} units`);
    return;
  }
  const path = join(run, RESULTS);
  if (matches === null) throw new InvalidInputError(path, 'does not exist');
  if (!matches)
    throw new LabError(`${path}: differs from the results recomputed from the journal`, {
      exitCode: 1,
      remedy: 'Write what it gives with --out, and compare.',
    });
  process.stdout.write(`${path}: the same bytes from the journal's ${units} units\n`);
}
