import { contentHash } from '../formats/content-hash.ts';

/** The texts that are filled in; already escaped when `render` gets them. */
export interface FormatFields {
  readonly prompt: string;
  readonly completion: string;
  readonly context?: string;
}

/** How a judge model is asked, as its publisher says. */
export interface PromptFormat {
  readonly name: string;
  /** Whether the tokenizer still has to put its own special tokens (BOS) around the text. */
  readonly addSpecialTokens: boolean;
  /** Where the published protocol clips completions, in tokens of the judge. */
  readonly maxCompletionTokens?: number;
  render(fields: FormatFields): string;
}

/** SHA-256 of what the format renders around placeholders, with and without context: two formats of one hash ask the same. */
export function promptFormatHash(format: PromptFormat): string {
  const fields = { prompt: '{prompt}', completion: '{completion}' };
  const texts = [format.render(fields), format.render({ ...fields, context: '{context}' })];
  return contentHash(JSON.stringify([format.addSpecialTokens, format.maxCompletionTokens ?? null, ...texts]));
}
