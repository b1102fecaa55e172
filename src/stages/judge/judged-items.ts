import { z } from 'zod';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type JsonLine, readJsonLines } from '../../formats/json-lines.ts';
import type { JudgedItem } from '../../judges/judge.ts';
import { readPromptSet } from '../../prompts/read-prompt-set.ts';
import { tableFormatOf } from '../../prompts/table-formats.ts';
import { judgedRequest } from './judged-request.ts';

const id = z.union([z.string(), z.number()]).transform(String);
const completionSchema = z.looseObject({
  id: id.nullish(),
  index: z.int().min(0).nullish(),
  text: z.string().nullish(),
  completion: z.string().nullish(),
  prompt: z.string().nullish(),
  behavior: z.string().nullish(),
  context: z.string().nullish(),
  finish: z.enum(['stop', 'length']).nullish(),
  unfinished_thought: z.boolean().nullish(),
});
const promptSchema = z.looseObject({
  id: id.nullish(),
  prompt: z.string(),
  behavior: z.string().nullish(),
  context: z.string().nullish(),
});
type PromptLine = z.infer<typeof promptSchema>;

/** An item with its place in the file of completions. */
export interface JudgedCompletion extends JudgedItem {
  /** The line's own id, if it has one; `id` is unique in the file. */
  readonly givenId: string | undefined;
  /** 0-based. */
  readonly index: number;
}

/** A completion to be judged, as a caller gives it. */
export interface JudgeInput {
  /** Default: its place in the list. */
  readonly id?: string;
  /** The requested behaviour, without `context`. */
  readonly prompt: string;
  readonly completion: string;
  /** Context that a contextual behaviour refers to. */
  readonly context?: string;
  /** `length`: generation ended at the token limit; default `stop`. */
  readonly finish?: 'stop' | 'length';
  /** The thought never ends, so there is no answer to judge; default false. */
  readonly unfinishedThought?: boolean;
}

/** Completions with unique ids, and the organism's request where a prompt contains one. */
export function judgedItems(inputs: readonly (JudgeInput | JudgedCompletion)[]): JudgedCompletion[] {
  const items = inputs.map((input, index): JudgedCompletion => {
    const { id, prompt, completion, context, finish = 'stop', unfinishedThought } = input;
    const request = judgedRequest(prompt);
    return {
      id: id ?? String(index),
      givenId: 'givenId' in input ? input.givenId : id,
      index,
      prompt,
      completion,
      finish,
      ...(unfinishedThought ? { unfinishedThought } : {}),
      ...(context === undefined ? {} : { context }),
      ...(request ? { request } : {}),
    };
  });
  const ids = new Set(items.map((item) => item.id));
  // Several arms over the same prompts share ids: the place then tells items apart.
  return ids.size === items.length
    ? items
    : items.map((item) => ({ ...item, id: `${item.id}@${item.index}` }));
}

/**
 * Completions as `generate` writes them (`text`, `finish`, `id` or `index`), with the prompts that they answer: from the
 * prompts given to `generate` (a file or a data set), joined by id where lines have one and by index where not, or from a `prompt` in the
 * line itself. A judge is asked about `behavior` if given (a contextual prompt holds more), else about `prompt`.
 * Throws InvalidInputError naming `file:line`, never a text.
 */
export async function readJudgedItems(
  completionsFile: string,
  promptsFile?: string,
  { promptsNeeded = true, signal }: { readonly promptsNeeded?: boolean; readonly signal?: AbortSignal } = {},
): Promise<JudgedCompletion[]> {
  const promptOf = promptsFile === undefined ? () => undefined : await promptLines(promptsFile, signal);
  const rows = readJsonLines(completionsFile).map((line, place) => {
    const where = `${completionsFile}:${line.line}`;
    const row = parsed(completionSchema, line, where);
    const completion = row.text ?? row.completion;
    if (completion === undefined || completion === null)
      throw new InvalidInputError(
        where,
        'has no text',
        'A model without tokenizer writes none: nothing can be judged.',
      );
    const index = row.index ?? place;
    const found = promptOf(row.id ?? undefined, index);
    const prompt =
      row.behavior ?? row.prompt ?? found?.behavior ?? found?.prompt ?? (promptsNeeded ? undefined : '');
    if (prompt === undefined)
      throw new InvalidInputError(
        where,
        promptsFile === undefined ? 'has no prompt' : `has no prompt in ${promptsFile}`,
        promptsFile === undefined
          ? 'Give the prompts with `prompts`.'
          : 'Give the prompts that were completed.',
      );
    return {
      id: row.id ?? String(index),
      givenId: row.id ?? undefined,
      index: place,
      prompt,
      completion,
      context: row.context ?? found?.context ?? undefined,
      finish: row.finish ?? 'stop',
      ...(row.unfinished_thought ? { unfinishedThought: true as const } : {}),
    };
  });
  return judgedItems(rows);
}

async function promptLines(
  source: string,
  signal: AbortSignal | undefined,
): Promise<(id: string | undefined, index: number) => PromptLine | undefined> {
  const rows = isJsonLines(source)
    ? readJsonLines(source).map((line) => parsed(promptSchema, line, `${source}:${line.line}`))
    : (await readPromptSet(source, signal ? { hub: { signal } } : {})).prompts.map(
        ({ id, prompt, behaviour, context }) => ({ id, prompt, behavior: behaviour, context }),
      );
  const byId = new Map<string, PromptLine>();
  for (const [index, row] of rows.entries()) {
    if (row.id === undefined || row.id === null) continue;
    if (byId.has(row.id))
      throw new InvalidInputError(source, `id ${row.id} occurs twice (prompt ${index + 1})`);
    byId.set(row.id, row);
  }
  return (given, index) => (given === undefined ? rows[index] : byId.get(given));
}

/** As `generate` decides it (read-prompts.ts). */
function isJsonLines(source: string): boolean {
  const format = tableFormatOf(source);
  return !source.startsWith('hf:') && (format === undefined || format === 'jsonl');
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  { value }: JsonLine,
  where: string,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path, code }] = result.error.issues;
  throw new InvalidInputError(
    where,
    `${path.length ? `${path.join('.')} cannot be used` : 'is not a JSON object'} (${code})`,
  );
}
