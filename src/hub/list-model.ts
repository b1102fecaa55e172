import type { CachedRepository } from './cached-repository.ts';
import type { HubClient } from './hub-client.ts';
import { HubError } from './hub-error.ts';
import { modelFiles, SHARD_INDEX } from './model-files.ts';
import type { RepositoryFile } from './repository-file.ts';
import { shardNames } from './shard-names.ts';

/** A commit's files of a model, as the Hub lists them. */
export interface ModelListing {
  readonly paths: ReadonlySet<string>;
  /** Configuration, tokenizer, chat template, index of the shards. */
  readonly descriptions: readonly RepositoryFile[];
  /** To be called once the descriptions are cached: one of them may name the shards. */
  readonly weights: () => readonly RepositoryFile[];
}

/** Asks the Hub once. Rejects with {@link HubError} if the repository has no model that can be loaded. */
export async function listModel(
  client: HubClient,
  cache: CachedRepository,
  commit: string,
): Promise<ModelListing> {
  const { name } = client.repository;
  const files = await client.files(commit, { recursive: false });
  const listed = new Map(files.map((file) => [file.path, file] as const));
  const chosen = modelFiles(name, [...listed.keys()]);
  const filesOf = (names: readonly string[]): RepositoryFile[] =>
    names.map((path) => {
      const file = listed.get(path);
      if (!file) throw new HubError(name, `lacks ${path}, which ${SHARD_INDEX} names`);
      return file;
    });
  return {
    paths: new Set(listed.keys()),
    descriptions: filesOf(chosen.descriptions),
    weights: () => {
      const weights = chosen.weights ? [chosen.weights] : shardNames(cache.snapshotPath(commit, SHARD_INDEX));
      if (!weights) throw new HubError(name, `${SHARD_INDEX} names no safetensors files`);
      return filesOf(weights);
    },
  };
}
