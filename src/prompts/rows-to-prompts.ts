import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { cellText } from './cell-text.ts';
import type { DatasetPrompt, PromptKind } from './dataset-prompt.ts';
import type { DatasetShape, PromptField, RowSelection, RowSource } from './dataset-shape.ts';
import { PromptError } from './prompt-error.ts';
import { promptKindOf } from './prompt-kind-of.ts';
import type { PromptRow, PromptTable } from './prompt-table.ts';

/** Between a context and the request about it, as HarmBench's published evaluation writes them. */
const CONTEXT_SEPARATOR = '\n\n---\n\n';

export interface PromptOrigin {
  /** As the caller wrote it; for errors. */
  readonly name: string;
  /** The file's or the split's name: what it says about harm counts where columns do not. */
  readonly label: string;
  /** The same with the repository's name; default: `label`. */
  readonly names?: string;
  /** Of every prompt, over what the data set says. */
  readonly kind?: PromptKind;
}

/**
 * The rows that `selection` takes, as prompts in their order. A row without an id is called `<shape>-<row number>`.
 * Throws {@link PromptError} naming `file:line` of a row without a prompt and of both rows of one id, and
 * InvalidInputError naming `source` where no row is left.
 */
export function rowsToPrompts(
  table: PromptTable,
  shape: DatasetShape,
  source: PromptOrigin,
  selection: RowSelection,
): DatasetPrompt[] {
  const rows = table.rows.filter((row) => shape.keep?.(row, selection) ?? true);
  if (rows.length === 0)
    throw new InvalidInputError(
      source.name,
      `none of its ${table.rows.length} rows is selected`,
      shape.name === 'harmbench'
        ? `There is no behaviour of functional category ${selection.functionalCategory}.`
        : undefined,
    );
  const seen = new Map<string, string>();
  const { label, names = label } = source;
  const from: RowSource = { label, names, rows: table.rows };
  return rows.map((row) => {
    const prompt = promptOf(row, shape, from, source.kind);
    const before = seen.get(prompt.id);
    if (before !== undefined)
      throw new PromptError(
        row.where,
        `has the id "${prompt.id}" of ${before}`,
        'Ids are unique within a set; a mapping without id numbers the rows.',
      );
    seen.set(prompt.id, row.where);
    return prompt;
  });
}

function promptOf(
  row: PromptRow,
  shape: DatasetShape,
  source: RowSource,
  given: PromptKind | undefined,
): DatasetPrompt {
  const [promptColumn] = columnsOf(shape, 'prompt');
  const request = shape.prompt ? shape.prompt(row) : cellText(row, promptColumn);
  if (request === undefined) throw new PromptError(row.where, `has no prompt (column ${promptColumn})`);
  const input = shape.input === undefined ? undefined : cellText(row, shape.input);
  const behaviour = input === undefined ? request : `${request}\n\n${input}`;
  const context = fieldText(row, shape, 'context');
  const kind = given ?? kindOf(row, shape, source);
  const category = fieldText(row, shape, 'category');
  const target = fieldText(row, shape, 'target');
  const reference = fieldText(row, shape, 'reference');
  return {
    id: (shape.id ? shape.id(row) : fieldText(row, shape, 'id')) ?? `${shape.name}-${row.number}`,
    prompt: context === undefined ? behaviour : `${context}${CONTEXT_SEPARATOR}${behaviour}`,
    ...(kind === undefined ? {} : { kind }),
    ...(category === undefined ? {} : { category }),
    ...(context === undefined ? {} : { context, behaviour }),
    ...(target === undefined ? {} : { target }),
    ...(reference === undefined ? {} : { reference }),
    where: row.where,
  };
}

function kindOf(row: PromptRow, shape: DatasetShape, source: RowSource): PromptKind | undefined {
  for (const column of columnsOf(shape, 'kind')) {
    const label = cellText(row, column);
    if (label !== undefined) return promptKindOf(label, column, row.where);
  }
  return typeof shape.kind === 'function' ? shape.kind(row, source) : shape.kind;
}

function fieldText(row: PromptRow, shape: DatasetShape, field: PromptField): string | undefined {
  for (const column of columnsOf(shape, field)) {
    const text = cellText(row, column);
    if (text !== undefined) return text;
  }
  return undefined;
}

function columnsOf(shape: DatasetShape, field: PromptField): readonly string[] {
  const columns = shape.fields[field];
  return columns === undefined ? [] : typeof columns === 'string' ? [columns] : columns;
}
