import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from '../../results/run-file-names.ts';
import { openComparedRun } from '../compare/compared-run.ts';
import { type OpenedRun, openedRun } from './opened-run.ts';
import { readRun } from './replay-journal.ts';
import { readManifest } from './run-record.ts';

/**
 * Opens a run folder: results, manifest, arms, and the outcome of every test prompt under every arm. Of a run that is not finished
 * manifest, options and finished units are there; reading its results throws UnfinishedRunError.
 *
 * Rejects with {@link InvalidInputError} on what is not a run, SchemaVersionError on results of another version, and
 * DamagedRunError where results and journal do not belong together.
 *
 * @example
 * import { openRun } from 'refusal-lab';
 *
 * const { results, prompts } = await openRun('runs/demo');
 * const { armId } = results.chosen[0];
 * const flipped = prompts.filter(({ outcomes }) => outcomes[armId] === 'complied');
 * if (flipped.length > prompts.length) throw new Error('a prompt stands there twice');
 */
export async function openRun(folder: string): Promise<OpenedRun> {
  const finished = existsSync(join(folder, RESULTS));
  const compared = finished ? await openComparedRun(folder) : undefined;
  const { identity, units } = readRun(folder);
  const manifest = readManifest(folder) ?? null;
  return openedRun({ folder, manifest, identity, units: [...units.keys()] }, compared);
}
