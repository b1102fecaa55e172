import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { encodeJsonLines } from '../../formats/json-lines.ts';
import { type PromptRecord, parsePromptRecord } from '../../prompts/prompt-record.ts';
import type { PromptRecords } from '../../prompts/read-prompts.ts';

/** A line of a prompts file: a user turn, with its completion if any, raw text, or token ids. */
export type PromptLine = { readonly id?: string | number } & (
  | { readonly prompt: string; readonly completion?: string }
  | { readonly text: string }
  | { readonly input_ids: readonly number[] }
);

/** Prompts of a verb: the result of `readPrompts`, or a list of strings, lines of a prompts file, or records of one. */
export type PromptInput = PromptRecords | readonly (string | PromptLine | PromptRecord)[];

/**
 * The records of a caller's prompts. A string is a user turn, or with `strings: 'text'` raw text. `name` is the
 * caller's name for the list: errors name `name[index]`. The hash of a list is that of the JSON lines file that would hold
 * it. Throws PromptError on a line that cannot be used, and InvalidInputError if the list is empty.
 */
export function promptRecords(
  input: PromptInput,
  { name, strings = 'prompt' }: { readonly name: string; readonly strings?: 'prompt' | 'text' },
): PromptRecords {
  if (!isList(input)) return input;
  if (input.length === 0) throw new InvalidInputError(`\`${name}\``, 'are empty');
  const records = input.map((value, index) => recordOf(value, `${name}[${index}]`, strings));
  return { records, hash: contentHash(encodeJsonLines(records.map(lineOf))) };
}

function isList(input: PromptInput): input is Exclude<PromptInput, PromptRecords> {
  return Array.isArray(input);
}

function recordOf(
  value: string | PromptLine | PromptRecord,
  where: string,
  strings: 'prompt' | 'text',
): PromptRecord {
  if (typeof value === 'string') return parsePromptRecord({ [strings]: value }, where);
  return isRecord(value) ? value : parsePromptRecord(value, where);
}

const KINDS: readonly unknown[] = ['prompt', 'text', 'tokens'] satisfies readonly PromptRecord['kind'][];

function isRecord(value: PromptLine | PromptRecord): value is PromptRecord {
  return 'where' in value && KINDS.includes(value.kind);
}

function lineOf(record: PromptRecord): PromptLine {
  const id = record.id === undefined ? {} : { id: record.id };
  switch (record.kind) {
    case 'text':
      return { ...id, text: record.text };
    case 'tokens':
      return { ...id, input_ids: record.inputIds };
    case 'prompt': {
      const { prompt, completion } = record;
      return { ...id, prompt, ...(completion === undefined ? {} : { completion }) };
    }
  }
}
