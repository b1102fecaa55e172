import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EncodedSequence } from '../../engine/engine.ts';
import { encodePrompt } from '../../prompts/encode-prompt.ts';
import type { PromptRecord } from '../../prompts/prompt-record.ts';
import { readPromptRecords } from '../../prompts/read-prompt-records.ts';

/** A prompt or text and its tokens. */
export interface EncodedRecord {
  readonly record: PromptRecord;
  readonly sequence: EncodedSequence;
}

export interface EncodedPrompts {
  readonly records: readonly EncodedRecord[];
  /** SHA-256 of the file they come from. */
  readonly hash: string;
}

/**
 * Reads a prompt file or data set and encodes all of it, in order. `completions` puts the reference answers of a data
 * set behind its prompts. Throws what `readPromptRecords` and `encodePrompt` throw.
 */
export async function encodePromptFile(
  source: string,
  checkpoint: Checkpoint,
  options: { readonly system?: string; readonly completions?: boolean; readonly signal?: AbortSignal } = {},
): Promise<EncodedPrompts> {
  const { system, ...reading } = options;
  const { records, hash } = await readPromptRecords(source, reading);
  const encoded = records.map((record) => {
    const { tokens, promptLength } = encodePrompt(record, checkpoint, system === undefined ? {} : { system });
    return { record, sequence: { tokens, ...(promptLength === undefined ? {} : { promptLength }) } };
  });
  return { records: encoded, hash };
}
