import { type TemplateChoice, withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
import { type PromptInput, promptRecords } from '../prompts/prompt-input.ts';
import { checkRecords } from './check-records.ts';
import { encodeRecords } from './encoded-record.ts';
import { interventionFor } from './intervention-input.ts';
import type { RunOptions } from './run-options.ts';
import { scoreRecords, type TextScore } from './score-records.ts';

export interface ScoreOptions extends RunOptions, TemplateChoice {
  /** Raw texts, or prompts with completions; a string is raw text here. */
  readonly texts: PromptInput;
  /** The system turn before every prompt. */
  readonly system?: string;
  /** The date that chat templates see, `YYYY-MM-DD`; default 2024-07-26. */
  readonly date?: string;
}

/**
 * Log-probabilities in nats of every text's tokens, each given those before it, and its perplexity; one score per text,
 * in order. For a prompt with a completion, the perplexity counts only the completion.
 *
 * Everything that can be wrong is checked before a weight is read. Rejects with PromptError naming the text (too long,
 * or not reached by the intervention's token scope), InvalidInputError naming a file, NotEnoughMemoryError, LabError
 * where the model computed NaN, or the signal's reason.
 *
 * @example
 * import { openModel, score } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const [whole, answer] = await score({
 *   model,
 *   texts: ['The river runs east.', { prompt: 'How do I bake bread?', completion: 'With flour.' }],
 * });
 * if (whole.completionStart !== undefined || answer.completionStart === undefined) throw new Error('completion');
 * await model.close();
 */
export async function score(options: ScoreOptions): Promise<TextScore[]> {
  const { model, texts, system, date, signal, onProgress } = options;
  const checkpoint = withTemplateChoice(model.checkpoint, options);
  const intervention = interventionFor(checkpoint, options.intervention)?.intervention;
  const { records } = promptRecords(texts, { name: 'texts', strings: 'text' });
  const encoded = encodeRecords(records, checkpoint, { system, date });
  // Nothing is predicted from the last token.
  checkRecords(encoded, checkpoint.config, { intervention, unusedTail: 1 });
  return model.withEngine({ signal }, ({ engine }) =>
    scoreRecords(engine, encoded, {
      intervention,
      signal,
      onProgress: (done) => onProgress?.(done, encoded.length),
    }),
  );
}
