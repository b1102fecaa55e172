import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EncodedSequence } from '../../engine/engine.ts';
import { encodePrompt } from '../../prompts/encode-prompt.ts';
import type { PromptRecord } from '../../prompts/prompt-record.ts';

/** A prompt or text and its tokens. */
export interface EncodedRecord {
  readonly record: PromptRecord;
  readonly sequence: EncodedSequence;
}

/** Encodes records, in order; `system` is the system turn before every prompt. Throws what `encodePrompt` throws. */
export function encodeRecords(
  records: readonly PromptRecord[],
  checkpoint: Checkpoint,
  system?: string,
): EncodedRecord[] {
  return records.map((record) => {
    const { tokens, promptLength } = encodePrompt(record, checkpoint, { system });
    return { record, sequence: { tokens, ...(promptLength === undefined ? {} : { promptLength }) } };
  });
}
