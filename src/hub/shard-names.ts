import { existsSync } from 'node:fs';
import { readJsonFile } from '../formats/json-file.ts';

/** The files named by an index of shards; undefined if the file is missing or is not such an index. */
export function shardNames(indexPath: string): string[] | undefined {
  if (!existsSync(indexPath)) return undefined;
  const map = (readJsonFile(indexPath) as { weight_map?: unknown } | null)?.weight_map;
  if (typeof map !== 'object' || map === null) return undefined;
  const names = [...new Set(Object.values(map))];
  return names.every((name) => typeof name === 'string' && /^[\w.-]+\.safetensors$/.test(name))
    ? names
    : undefined;
}
