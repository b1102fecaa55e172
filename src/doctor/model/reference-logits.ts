import { z } from 'zod';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { readSafetensors } from '../../formats/safetensors-file.ts';

/** One prompt as another implementation ran it. */
export interface ReferencePrompt {
  /** The user turn; {@link tokens} are its ids after template and tokenizer. */
  readonly prompt: string;
  readonly tokens: readonly number[];
  /** Its greedy continuation. */
  readonly greedy: readonly number[];
  /** Logits before each greedy token: [greedy.length, V]. */
  readonly logits: Float32Array;
  readonly vocabularySize: number;
}

export interface ReferenceLogits {
  readonly path: string;
  readonly prompts: readonly ReferencePrompt[];
  /** The date that the chat template saw, `YYYY-MM-DD`. */
  readonly date: string;
  /** Whether the prompts went through the chat template. */
  readonly templated: boolean;
  /** The software that computed it: `transformers 5.18.0, torch 2.13.0, float32`. */
  readonly source: string;
  /** SHA-256 by name of the weight files that were run; undefined where the file does not say. */
  readonly weights?: Readonly<Record<string, string>>;
}

const metadataSchema = z.object({
  format: z.literal('refusal-lab/reference-logits'),
  prompts: z.string(),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  templated: z.enum(['true', 'false']),
  source: z.string(),
  weights: z.string().optional(),
});

/** Reads a file written by docs/reference-logits.py. Throws InvalidInputError naming the file and what it lacks. */
export function readReferenceLogits(path: string): ReferenceLogits {
  const { metadata, tensors } = readSafetensors(path);
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success)
    throw new InvalidInputError(
      path,
      'holds no reference logits',
      'Write them with docs/reference-logits.py.',
    );
  const prompts = parseJson(parsed.data.prompts, z.array(z.string()), path);
  const tensor = (name: string) => {
    const found = tensors.get(name);
    if (!found) throw new InvalidInputError(path, `lacks tensor "${name}"`);
    return found;
  };
  const ids = (name: string): number[] =>
    Array.from(tensor(name).values as ArrayLike<number | bigint>, Number);
  const { date, source, templated, weights } = parsed.data;
  return {
    path,
    date,
    source,
    templated: templated === 'true',
    ...(weights === undefined ? {} : { weights: parseJson(weights, z.record(z.string(), z.string()), path) }),
    prompts: prompts.map((prompt, i) => {
      const logits = tensor(`${i}.logits`);
      const greedy = ids(`${i}.greedy`);
      const vocabularySize = logits.shape[1];
      if (logits.shape.length !== 2 || logits.shape[0] !== greedy.length)
        throw new InvalidInputError(
          path,
          `${i}.logits is [${logits.shape}], not [${greedy.length}, vocabulary]`,
        );
      return {
        prompt,
        tokens: ids(`${i}.tokens`),
        greedy,
        logits: Float32Array.from(logits.values as Float32Array),
        vocabularySize,
      };
    }),
  };
}

function parseJson<T>(text: string, schema: z.ZodType<T>, path: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new InvalidInputError(path, 'has metadata that cannot be read');
  }
}
