import { contentHash } from '../formats/content-hash.ts';

/** The texts filled into a format; already escaped when `render` gets them. */
export interface FormatFields {
  readonly prompt: string;
  readonly completion: string;
  readonly context?: string;
}

/** The prompt of a judge model, as its publisher specifies it. */
export interface PromptFormat {
  readonly name: string;
  /** Whether the tokenizer still must put its own special tokens (BOS) around the text. */
  readonly addSpecialTokens: boolean;
  /** Length at which the published protocol clips completions, in tokens of the judge. */
  readonly maxCompletionTokens?: number;
  render(fields: FormatFields): string;
}

/** SHA-256 of the format rendered around placeholders, with and without context: formats with one hash ask the same. */
export function promptFormatHash(format: PromptFormat): string {
  const fields = { prompt: '{prompt}', completion: '{completion}' };
  const texts = [format.render(fields), format.render({ ...fields, context: '{context}' })];
  return contentHash(JSON.stringify([format.addSpecialTokens, format.maxCompletionTokens ?? null, ...texts]));
}
