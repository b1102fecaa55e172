import type { CachedRepository } from './cached-repository.ts';
import { OPTIONAL_FILES, SHARD_INDEX, SINGLE_WEIGHTS } from './model-files.ts';
import { shardNames } from './shard-names.ts';

/** Whether every file of a model that a checkpoint is loaded from is cached, or known not to exist. */
export function isComplete(cache: CachedRepository, commit: string): boolean {
  return (
    missingFiles(cache, commit).length === 0 &&
    OPTIONAL_FILES.every((file) => cache.pathOf(commit, file) || cache.isKnownMissing(commit, file))
  );
}

/** Files that every model needs. */
export function missingFiles(cache: CachedRepository, commit: string): string[] {
  const absent = (file: string): boolean => cache.pathOf(commit, file) === undefined;
  const shards = shardNames(cache.snapshotPath(commit, SHARD_INDEX)) ?? [SINGLE_WEIGHTS];
  return ['config.json', ...(absent(SINGLE_WEIGHTS) ? shards : [])].filter(absent);
}
