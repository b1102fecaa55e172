import type { PromptKind } from './dataset-prompt.ts';
import type { PromptRow } from './prompt-table.ts';

/** The parts of a prompt that a column can hold. */
export const PROMPT_FIELDS = ['prompt', 'id', 'kind', 'category', 'context', 'target', 'reference'] as const;
export type PromptField = (typeof PROMPT_FIELDS)[number];

/** HarmBench's kinds of behaviour; those with a context string are `contextual`. */
export const FUNCTIONAL_CATEGORIES = ['standard', 'contextual', 'copyright', 'all'] as const;
export type FunctionalCategory = (typeof FUNCTIONAL_CATEGORIES)[number];

/** Which rows of a data set are taken. */
export interface RowSelection {
  /** HarmBench only. */
  readonly functionalCategory: FunctionalCategory;
  /** Alpaca only: also instructions with an input, which is put behind the instruction after a blank line. */
  readonly withInput: boolean;
}

/** What a row's kind can be read from beside its cells. */
export interface RowSource {
  /** The file's or the split's name. */
  readonly label: string;
  /** The same with the repository's name, where there is one. */
  readonly names: string;
  readonly rows: readonly PromptRow[];
}

/** How a published benchmark lays out its rows. */
export interface DatasetShape {
  /** What provenance and ids call it. */
  readonly name: string;
  /** A table with all of these has this shape. */
  readonly columns: readonly string[];
  /** Whether a source of these names has it, where columns alone do not tell. */
  readonly named?: (names: string) => boolean;
  /** The column of each part; of several the first that the row has a text in. */
  readonly fields: { readonly [Field in PromptField]?: string | readonly string[] };
  /** The prompt, where it is not the text of one column. Throws PromptError naming the row. */
  readonly prompt?: (row: PromptRow) => string | undefined;
  /** The id, where it is not the text of one column. */
  readonly id?: (row: PromptRow) => string | undefined;
  /** Of every row, or of a row by its cells and its source. */
  readonly kind?: PromptKind | ((row: PromptRow, source: RowSource) => PromptKind | undefined);
  /** Whether a row is taken; every row where missing. */
  readonly keep?: (row: PromptRow, selection: RowSelection) => boolean;
  /** A column whose text goes behind the prompt where it is not empty. */
  readonly input?: string;
  /** Why no prompt can be read from it, and what to do. */
  readonly refused?: { readonly problem: string; readonly remedy: string };
}
