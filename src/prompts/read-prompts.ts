import { readFileSync } from 'node:fs';
import { contentHash } from '../formats/content-hash.ts';
import type { PromptRecord } from './prompt-record.ts';
import { readPromptFile } from './read-prompt-file.ts';
import { readPromptSet } from './read-prompt-set.ts';
import { tableFormatOf } from './table-formats.ts';

export interface PromptRecords {
  readonly records: readonly PromptRecord[];
  /** SHA-256 of the file; `PromptProvenance.fileHash` of a data set. */
  readonly hash: string;
}

/**
 * What a model is to be run on: the lines of a JSON lines file, or the prompts of a data set in any other format that
 * {@link readPromptSet} knows, the Hub's among them. `completions` puts the reference answers of a data set behind its
 * prompts. Throws what the two throw.
 */
export async function readPrompts(
  source: string,
  { completions = false, signal }: { readonly completions?: boolean; readonly signal?: AbortSignal } = {},
): Promise<PromptRecords> {
  const format = tableFormatOf(source);
  if (!source.startsWith('hf:') && (format === undefined || format === 'jsonl'))
    return { records: readPromptFile(source), hash: contentHash(readFileSync(source)) };
  const { prompts, provenance } = await readPromptSet(source, signal ? { hub: { signal } } : {});
  const records = prompts.map(({ id, prompt, reference, where }): PromptRecord => {
    const completion = completions && reference !== undefined ? { completion: reference } : {};
    return { kind: 'prompt', id, where, prompt, ...completion };
  });
  return { records, hash: provenance.fileHash };
}
