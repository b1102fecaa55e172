import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { readJournalFile } from '../../formats/journal-file.ts';
import { JOURNAL } from '../../results/run-file-names.ts';
import { type RunOutcome, runAudit } from '../run-audit.ts';
import type { RunIdentity } from '../subject/run-identity.ts';
import { replayRunner } from '../units/unit-runner.ts';
import { readEntries } from './read-journal.ts';

/**
 * An audit's results from its journal alone, without model and prompts. Throws {@link InvalidInputError} on a folder that
 * is not a run or whose journal is of another version, MissingUnitError where the run is not finished.
 */
export async function replayJournal(
  folder: string,
): Promise<RunOutcome & { readonly identity: RunIdentity; readonly units: ReadonlyMap<string, unknown> }> {
  const { identity, units } = readRun(folder);
  return { ...(await runAudit(identity.subject, identity.options, replayRunner(units))), identity, units };
}

/** What a run's journal holds. */
export function readRun(folder: string): {
  readonly identity: RunIdentity;
  readonly units: Map<string, unknown>;
} {
  const path = join(folder, JOURNAL);
  if (!existsSync(path))
    throw new InvalidInputError(
      folder,
      `holds no ${JOURNAL}`,
      'Give the folder that an audit was told as `out`.',
    );
  const { header, units } = readEntries(readJournalFile(path), path);
  const identity = header as RunIdentity | undefined;
  if (identity?.schema !== 'refusal-lab/journal' || identity.version !== 1)
    throw new InvalidInputError(path, 'is not a journal that this version reads');
  return { identity, units };
}
