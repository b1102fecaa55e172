import { join, resolve } from 'node:path';
import { parseAnyConfig } from '../../checkpoint/any-config.ts';
import { type Checkpoint, type CheckpointOptions, loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { parseModelConfig } from '../../checkpoint/model-config.ts';
import { atPrecision } from '../../checkpoint/precision/at-precision.ts';
import type { Precision } from '../../checkpoint/precision/precision.ts';
import { readJsonFile } from '../../formats/json-file.ts';
import { type DownloadedModel, type DownloadModelOptions, downloadModel } from '../../hub/download-model.ts';
import { parseModelSource } from '../../hub/model-source.ts';
import { isOrganismName, ORGANISM_PREFIX } from '../../organism/is-organism-name.ts';
import { organismFolder } from '../../organism/organism-folder.ts';

/** `recheck` compares a cached model with the Hub's list of its files. */
export interface ResolveModelOptions
  extends Omit<DownloadModelOptions, 'checkDescription'>,
    CheckpointOptions {
  /** Precision of the model; default f32. */
  readonly precision?: Precision | undefined;
}

/**
 * Finds a model by the user's name for it, a folder, `hf:org/name[@revision]` or `organism:<name>`, and opens it without reading a
 * weight. A model on the Hub is first downloaded into the shared cache, if missing, and called `org/name`; so is one
 * given by its folder in that cache. An architecture that cannot be run is refused before its weights are downloaded.
 *
 * Rejects with InvalidInputError (a misspelt name, an unknown organism, and everything that `loadCheckpoint` refuses), HubError,
 * or the abort signal's reason.
 */
export async function resolveModel(
  spec: string,
  { precision = 'f32', anyArchitecture, ...options }: ResolveModelOptions = {},
): Promise<Checkpoint> {
  return atPrecision(await findModel(spec, { anyArchitecture }, options), precision);
}

async function findModel(
  spec: string,
  use: CheckpointOptions,
  options: Omit<DownloadModelOptions, 'checkDescription'>,
): Promise<Checkpoint> {
  if (isOrganismName(spec))
    return loadCheckpoint(organismFolder(spec.slice(ORGANISM_PREFIX.length)), spec, undefined, use);
  const source = parseModelSource(spec);
  const found = source
    ? await downloadModel(source, { ...options, checkDescription: (folder) => checkDescription(folder, use) })
    : snapshotOf(resolve(spec));
  if (found) return loadCheckpoint(found.folder, found.repository, found.commit, use);
  return loadCheckpoint(spec, undefined, undefined, use);
}

/** Refuses an architecture that cannot be run. */
export function checkDescription(folder: string, { anyArchitecture = false }: CheckpointOptions = {}): void {
  const path = join(folder, 'config.json');
  (anyArchitecture ? parseAnyConfig : parseModelConfig)(readJsonFile(path), path);
}

const SNAPSHOT =
  /[/\\]models--(?<organisation>[\w.-]+?)--(?<name>[\w.-]+)[/\\]snapshots[/\\](?<commit>[0-9a-f]{40})$/;

/** The repository and commit that a folder of the Hub's cache is a copy of. */
function snapshotOf(folder: string): DownloadedModel | undefined {
  const { organisation, name, commit } = SNAPSHOT.exec(folder)?.groups ?? {};
  return commit === undefined ? undefined : { repository: `${organisation}/${name}`, commit, folder };
}
