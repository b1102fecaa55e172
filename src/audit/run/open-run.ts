import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from '../../results/run-file-names.ts';
import { openComparedRun } from '../compare/compared-run.ts';
import { OpenedRun } from './opened-run.ts';
import { readRun } from './replay-journal.ts';
import { readManifest } from './run-record.ts';

/**
 * Opens a run folder: results, manifest, arms, and the outcome of every test prompt under every arm. Of a run that is not finished
 * manifest, options and finished units are there; reading its results throws {@link UnfinishedRunError}.
 *
 * Rejects with {@link InvalidInputError} on what is not a run, SchemaVersionError on results of another version, and
 * DamagedRunError where results and journal do not belong together.
 *
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { audit, openRun } from 'refusal-lab';
 *
 * const out = join(mkdtempSync(join(tmpdir(), 'example-')), 'run');
 * await audit({
 *   model: 'organism:aligned',
 *   out,
 *   options: {
 *     ...{ ranks: [1], strengths: [], controlDraws: 0, maxNewTokens: 4, fitPrompts: 6, selectionPrompts: 3 },
 *     ...{ testForbidden: 2, testHarmless: 2, testBorderline: 1, loreDocuments: 1 },
 *   },
 * });
 * const { prompts } = await openRun(out);
 * const [{ id, outcomes }] = prompts;
 * if (outcomes.baseline === undefined) throw new Error('the unattacked model sees every prompt');
 * console.log(id, outcomes.baseline);
 * rmSync(join(out, '..'), { recursive: true });
 */
export async function openRun(folder: string): Promise<OpenedRun> {
  const finished = existsSync(join(folder, RESULTS));
  const compared = finished ? await openComparedRun(folder) : undefined;
  const { identity, units } = readRun(folder);
  const manifest = readManifest(folder) ?? null;
  return new OpenedRun({ folder, manifest, identity, units: [...units.keys()], compared });
}
