import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type TextPerplexity, textPerplexity } from '../../metrics/text-perplexity.ts';
import { tokeniseText } from '../../metrics/tokenise-text.ts';
import { interventionFor, interventionName } from './intervention-input.ts';
import type { RunOptions } from './run-options.ts';

export interface PerplexityOptions extends RunOptions {
  /** A text of any length, or documents; `splitDocuments` splits a text into documents. */
  readonly text: string | readonly string[];
  /** Most tokens at once; default: the model's limit, at most 2048. */
  readonly context?: number;
  /** Stride of the windows in tokens; default: windows do not overlap. */
  readonly stride?: number;
}

/** Beyond this a window costs more than its longer context is worth; most published figures use no more either. */
const DEFAULT_CONTEXT = 2048;

/**
 * Perplexity of raw text by sliding windows, exp of the mean negative log-likelihood per token, with a 95%
 * interval over documents, or over windows if there is only one document (`textPerplexity`).
 *
 * Rejects with InvalidInputError on text without tokens, on `context` and `stride`, and on an intervention whose token
 * scope raw text does not reach; OverflowError where the model computes NaN; NotEnoughMemoryError; the signal's reason.
 *
 * @example
 * import { openModel, perplexity } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const found = await perplexity({ model, text: 'The river runs east.\nThe tower stands west.' });
 * if (!(found.perplexity.value! > 1)) throw new Error(`perplexity ${found.perplexity.value}`);
 * await model.close();
 */
export async function perplexity(options: PerplexityOptions): Promise<TextPerplexity> {
  const { model, stride, signal, onProgress } = options;
  const { checkpoint } = model;
  const intervention = interventionFor(checkpoint, options.intervention)?.intervention;
  if (intervention && intervention.scope !== 'all')
    throw new InvalidInputError(
      interventionName(options.intervention!),
      `raw text has no roles, so token scope "${intervention.scope}" matches nothing`,
      'Use an intervention of scope "all", or score {"prompt": "…", "completion": "…"} lines.',
    );
  const context = contextOf(checkpoint, options.context);
  const given = typeof options.text === 'string' ? [options.text] : options.text;
  const documents = given.filter((text) => text.trim() !== '');
  if (documents.length === 0) throw new InvalidInputError('`text`', 'holds no text');
  const texts = documents.map((text) => tokeniseText(checkpoint.tokenizer(), text));
  return model.withEngine({ signal }, ({ engine }) =>
    textPerplexity(
      engine,
      texts.map(({ tokens }) => tokens),
      { prefix: texts[0].prefix, context, stride, intervention, signal, onProgress },
    ),
  );
}

function contextOf({ config }: Checkpoint, wanted: number | undefined): number {
  const limit = config.maxPositions;
  if (wanted !== undefined && wanted > limit)
    throw new InvalidInputError(
      '`context`',
      `${wanted} tokens are more than the ${limit} that the model takes`,
    );
  return wanted ?? Math.min(limit, DEFAULT_CONTEXT);
}
