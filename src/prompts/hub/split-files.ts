import { posix } from 'node:path';
import { HubError } from '../../hub/hub-error.ts';
import { tableFormatOf } from '../table-formats.ts';
import type { HubSource } from './hub-source.ts';

/** Files that describe a repository. */
const DESCRIPTIONS = /^((dataset_infos?|dataset_dict|state)\.json|(requirements|license|readme)\.txt)$/i;

/**
 * The files of a repository that are the wanted split, in their order: those whose path holds the names of split and
 * configuration as whole words. The parts of a split (`train-00000-of-00003.parquet`) belong together. Without a split,
 * the only one there is. Throws {@link HubError} listing the candidates where there is none or more than one.
 */
export function splitFiles(source: HubSource, paths: readonly string[]): string[] {
  const { repository, config, split, file } = source;
  if (file !== undefined) {
    if (paths.includes(file)) return [file];
    throw new HubError(repository, `has no file ${file}`, { remedy: listed(candidates(paths)) });
  }
  const all = candidates(paths);
  if (all.size === 0)
    throw new HubError(repository, 'has no file that prompts could be read from', {
      remedy: 'Read are .csv, .tsv, .json, .jsonl, .parquet and .txt files.',
    });
  const wanted = [config, split].filter((word) => word !== undefined);
  const found = new Map([...all].filter(([name]) => wanted.every((word) => hasWord(name, word))));
  if (found.size === 1) return [...found.values()][0].sort();
  const what = wanted.length > 0 ? `named ${wanted.join(' and ')}` : 'to take where no split is given';
  throw new HubError(
    repository,
    found.size === 0
      ? `has no file ${what}`
      : `has ${found.size} files ${what}: which one is meant is not clear`,
    { remedy: listed(found.size === 0 ? all : found) },
  );
}

/** Files of prompts by their path without a part's number. */
function candidates(paths: readonly string[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const path of paths) {
    if (path.split('/').some((part) => part.startsWith('.')) || DESCRIPTIONS.test(posix.basename(path)))
      continue;
    if (tableFormatOf(path) === undefined) continue;
    const whole = path.replace(/-\d{5}-of-\d{5}(-[0-9a-f]+)?(?=\.\w+$)/, '');
    files.set(whole, [...(files.get(whole) ?? []), path]);
  }
  return files;
}

function hasWord(path: string, word: string): boolean {
  const words = (text: string) =>
    `-${text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .join('-')}-`;
  return words(path).includes(words(word));
}

const MOST_LISTED = 20;

function listed(files: ReadonlyMap<string, readonly string[]>): string {
  const names = [...files.keys()].sort();
  const more = names.length > MOST_LISTED ? `, and ${names.length - MOST_LISTED} more` : '';
  return names.length === 0
    ? 'It holds no file of prompts.'
    : `Give a file, hf:org/name/FILE, or a split; candidates: ${names.slice(0, MOST_LISTED).join(', ')}${more}.`;
}
