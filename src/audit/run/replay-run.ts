import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from '../../formats/json-file.ts';
import { resultsText } from '../../report/files/run-files.ts';
import type { Results } from '../../results/results.ts';
import { RESULTS } from '../../results/run-file-names.ts';
import { replayJournal } from './replay-journal.ts';

/** What a journal gives. */
export interface ReplayedRun {
  readonly results: Results;
  /** The text of results.json. */
  readonly text: string;
  /** Units in the journal. */
  readonly units: number;
  /** Whether the folder's results.json is this text to the byte; null where there is none. */
  readonly matches: boolean | null;
}

/**
 * Works a run's results out again from its journal, without model and prompts. Rejects with {@link InvalidInputError} on a
 * folder that is not a run or whose journal is of another version, MissingUnitError where the run is not finished.
 *
 * @example
 * import { replayRun } from 'refusal-lab';
 *
 * const { matches, units } = await replayRun('runs/demo');
 * if (!matches || units === 0) throw new Error('results.json is not what the journal says');
 */
export async function replayRun(folder: string): Promise<ReplayedRun> {
  const { results, units } = await replayJournal(folder);
  const text = resultsText(results);
  const path = join(folder, RESULTS);
  const matches = existsSync(path) ? readTextFile(path) === text : null;
  return { results, text, units: units.size, matches };
}
