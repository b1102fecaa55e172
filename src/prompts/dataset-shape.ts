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

/** How a published benchmark lays out its rows. */
export interface DatasetShape {
  /** What provenance and ids call it. */
  readonly name: string;
  /** A table with all of these has this shape. */
  readonly columns: readonly string[];
  /** The column of each part; of several the first that the table has. */
  readonly fields: { readonly [Field in PromptField]?: string | readonly string[] };
  /** Of every row, or of a row by its cells and the label (file, split) of its source. */
  readonly kind?: PromptKind | ((row: PromptRow, label: string) => PromptKind | undefined);
  /** Whether a row is taken; every row where missing. */
  readonly keep?: (row: PromptRow, selection: RowSelection) => boolean;
  /** A column whose text goes behind the prompt where it is not empty. */
  readonly input?: string;
}
