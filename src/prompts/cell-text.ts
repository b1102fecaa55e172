import { PromptError } from './prompt-error.ts';
import type { PromptRow } from './prompt-table.ts';

/** A cell as text; undefined where it is missing, null or blank. Throws {@link PromptError} where it is not a single value. */
export function cellText(row: PromptRow, column: string): string | undefined {
  const value = row.cells[column];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new PromptError(row.where, `column ${column} holds no text`);
}
