import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EncodedSequence } from '../../engine/engine.ts';
import { encodePrompt } from '../../prompts/encode-prompt.ts';
import type { PromptRecord } from '../../prompts/prompt-record.ts';
import { TEMPLATE_DATE, templateTime } from '../../prompts/template-date.ts';

/** A prompt or text and its tokens. */
export interface EncodedRecord {
  readonly record: PromptRecord;
  readonly sequence: EncodedSequence;
}

/**
 * Encodes records, in order; `system` is the system turn before every prompt, `date` what chat templates see. Throws what `encodePrompt`
 * throws, and InvalidInputError on what is not a date.
 */
export function encodeRecords(
  records: readonly PromptRecord[],
  checkpoint: Checkpoint,
  {
    system,
    date = TEMPLATE_DATE,
  }: { readonly system?: string | undefined; readonly date?: string | undefined } = {},
): EncodedRecord[] {
  const now = templateTime(date);
  return records.map((record) => {
    const { tokens, promptLength } = encodePrompt(record, checkpoint, { system, now });
    return { record, sequence: { tokens, ...(promptLength === undefined ? {} : { promptLength }) } };
  });
}
