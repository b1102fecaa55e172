import { PromptError } from './prompt-error.ts';

/** Something to run a model on. */
export type PromptRecord = PromptOrigin &
  (
    | { readonly kind: 'prompt' /** A user turn. */; readonly prompt: string; readonly completion?: string }
    | { readonly kind: 'text' /** Raw text, no chat template. */; readonly text: string }
    | { readonly kind: 'tokens' /** Token ids, taken as they are. */; readonly inputIds: readonly number[] }
  );

export interface PromptOrigin {
  readonly id?: string;
  /** `file:line`, for errors. */
  readonly where: string;
}

const SHAPES =
  'Expected {"prompt": "…"}, {"prompt": "…", "completion": "…"}, {"text": "…"} or {"input_ids": [1, 2, …]}.';

/**
 * Reads one line of a prompt file: exactly one of `prompt` (with or without `completion`), `text` and `input_ids`,
 * and an optional `id`; other keys are ignored. Throws {@link PromptError} naming `where`.
 */
export function parsePromptRecord(value: unknown, where: string): PromptRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PromptError(where, 'is not a JSON object', SHAPES);
  const record = value as Record<string, unknown>;
  const kinds = ['prompt', 'text', 'input_ids'].filter(
    (key) => record[key] !== undefined && record[key] !== null,
  );
  if (kinds.length !== 1)
    throw new PromptError(where, kinds.length ? `has both ${kinds.join(' and ')}` : 'has no prompt', SHAPES);
  const origin = { where, ...parseId(record.id, where) };
  if (record.completion !== undefined && record.completion !== null && kinds[0] !== 'prompt')
    throw new PromptError(where, `has a completion to ${kinds[0]}; only a prompt takes one`, SHAPES);
  if (kinds[0] === 'text') return { kind: 'text', ...origin, text: stringOf(record, 'text', where) };
  if (kinds[0] === 'input_ids')
    return { kind: 'tokens', ...origin, inputIds: idsOf(record.input_ids, where) };
  const prompt = stringOf(record, 'prompt', where);
  if (record.completion === undefined || record.completion === null)
    return { kind: 'prompt', ...origin, prompt };
  return { kind: 'prompt', ...origin, prompt, completion: stringOf(record, 'completion', where) };
}

function stringOf(record: Record<string, unknown>, key: string, where: string): string {
  const value = record[key];
  if (typeof value !== 'string') throw new PromptError(where, `${key} is not a string`, SHAPES);
  if (value.trim() === '') throw new PromptError(where, `${key} is empty`);
  return value;
}

function idsOf(value: unknown, where: string): number[] {
  if (!Array.isArray(value)) throw new PromptError(where, 'input_ids is not a list', SHAPES);
  if (value.length === 0) throw new PromptError(where, 'input_ids is empty');
  for (const [index, id] of value.entries())
    if (!Number.isSafeInteger(id) || id < 0)
      throw new PromptError(
        where,
        `input_ids[${index}] is ${JSON.stringify(id)}, not a token id (an integer ≥ 0)`,
      );
  return value;
}

function parseId(id: unknown, where: string): { readonly id?: string } {
  if (id === undefined || id === null) return {};
  if (typeof id !== 'string' && typeof id !== 'number')
    throw new PromptError(where, 'id is neither a string nor a number');
  return { id: String(id) };
}
