import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { readExtended } from '../../formats/extended-text.ts';
import { readJsonFile } from '../../formats/json-file.ts';
import type { Results } from '../../results/results.ts';
import { JOURNAL, MANIFEST, RESULTS } from '../../results/run-file-names.ts';
import { SchemaVersionError } from './schema-version-error.ts';
import { UnfinishedRunError } from './unfinished-run-error.ts';

const SCHEMA: Results['schema'] = 'refusal-lab/results';
const VERSION: Results['version'] = 4;
/** What everything that reads results looks at first. */
const PARTS = [
  'model',
  'protocol',
  'arms',
  'strongest',
  'chosen',
  'againstBaseline',
  'strengths',
  'robustness',
] as const;

/**
 * The results of a finished run folder. Throws {@link UnfinishedRunError} where the run is not finished, {@link SchemaVersionError}
 * where they are of another version, {@link InvalidInputError} on a folder that is not a run and on a file without results.
 */
export function readResults(run: string): Results {
  if (!existsSync(run) || !statSync(run).isDirectory())
    throw new InvalidInputError(
      run,
      'is not a run folder',
      'Give the folder that an audit was told as `out`.',
    );
  const path = join(run, RESULTS);
  if (!existsSync(path)) {
    if ([JOURNAL, MANIFEST].some((name) => existsSync(join(run, name)))) throw new UnfinishedRunError(run);
    throw new InvalidInputError(
      run,
      `holds no ${RESULTS}`,
      'Give the folder that an audit was told as `out`.',
    );
  }
  const value = readJsonFile(path);
  if (typeof value !== 'object' || value === null || !('schema' in value) || value.schema !== SCHEMA)
    throw new InvalidInputError(path, 'holds no results of an audit');
  const { version } = value as { version?: unknown };
  if (version !== VERSION) throw new SchemaVersionError(path, version, VERSION);
  const missing = PARTS.find((part) => !(part in value));
  if (missing !== undefined) throw new InvalidInputError(path, `lacks "${missing}": the file is damaged`);
  return readExtended(value) as Results;
}
