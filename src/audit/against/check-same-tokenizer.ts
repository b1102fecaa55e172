import { join } from 'node:path';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { readJsonFile } from '../../formats/json-file.ts';

const REMEDY = 'The audited model and this one would read the same prompt as different tokens.';

interface TokenizerJson {
  readonly model?: {
    /** By token; of a unigram model pairs of token and score, in the order of ids. */
    readonly vocab?: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
  };
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
}

/**
 * Checks that two checkpoints have one vocabulary, and that both tokenizers read `texts` alike. `name` is that of `other` in
 * errors. Throws {@link InvalidInputError} naming the token that differs, or the text by its id, never by its words.
 */
export function checkSameTokenizer(
  name: string,
  base: Checkpoint,
  other: Checkpoint,
  texts: readonly { readonly id: string; readonly prompt: string }[] = [],
): void {
  const fail = (problem: string): never => {
    throw new InvalidInputError(`\`against\` ${name}`, problem, REMEDY);
  };
  // First, so that a missing or unusable file is named as it is everywhere.
  const [ours, theirs] = [base.tokenizer(), other.tokenizer()];
  const [here, there] = [vocabularyOf(base), vocabularyOf(other)];
  const id = (found: number | undefined): string => (found === undefined ? 'missing' : `token ${found}`);
  for (const token of new Set([...here.keys(), ...there.keys()]))
    if (here.get(token) !== there.get(token))
      fail(
        `its tokenizer is another: ${JSON.stringify(token)} is ${id(there.get(token))} in ${other.name}, ${id(here.get(token))} in ${base.name}`,
      );
  for (const { id: where, prompt } of texts) {
    const [left, right] = [ours, theirs].map((each) => each.encode(prompt, { addSpecialTokens: false }));
    const at = left.findIndex((token, i) => token !== right[i]);
    if (at !== -1 || left.length !== right.length)
      fail(
        `its tokenizer is another: of prompt ${where}, token ${at === -1 ? left.length : at} from the beginning differs`,
      );
  }
}

/** Ids by token. */
function vocabularyOf({ folder }: Checkpoint): ReadonlyMap<string, number> {
  const { model, added_tokens: added = [] } = readJsonFile(join(folder, 'tokenizer.json')) as TokenizerJson;
  const { vocab = {} } = model ?? {};
  const ids = Array.isArray(vocab)
    ? vocab.map(([token]: readonly [string, number], i) => [token, i] as const)
    : Object.entries(vocab as Readonly<Record<string, number>>);
  return new Map([...ids, ...added.map(({ content, id }) => [content, id] as const)]);
}
