import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { EncodedSequence } from '../engine/engine.ts';
import { encodePrompt } from '../prompts/encode-prompt.ts';
import type { PromptRecord } from '../prompts/prompt-record.ts';
import { readPromptFile } from '../prompts/read-prompt-file.ts';

/** A line of a prompt file and its tokens. */
export interface EncodedRecord {
  readonly record: PromptRecord;
  readonly sequence: EncodedSequence;
}

/** Reads a prompt file and encodes every line, in order. Throws what `readPromptFile` and `encodePrompt` throw. */
export function encodePromptFile(
  path: string,
  checkpoint: Checkpoint,
  options: { readonly system?: string } = {},
): EncodedRecord[] {
  return readPromptFile(path).map((record) => {
    const { tokens, promptLength } = encodePrompt(record, checkpoint, options);
    return { record, sequence: { tokens, ...(promptLength === undefined ? {} : { promptLength }) } };
  });
}
