import { type TemplateChoice, withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
import { PromptError } from '../../prompts/prompt-error.ts';
import { type PromptInput, promptRecords } from '../prompts/prompt-input.ts';
import { checkRecords } from './check-records.ts';
import { type Completion, completeRecords } from './complete-records.ts';
import { DEFAULT_NEW_TOKENS } from './default-new-tokens.ts';
import { encodeRecords } from './encoded-record.ts';
import { interventionFor } from './intervention-input.ts';
import type { RunOptions } from './run-options.ts';

export interface GenerateOptions extends RunOptions, TemplateChoice {
  /** None of them may have a completion. */
  readonly prompts: PromptInput;
  /** Tokens of the longest completion; default 64. */
  readonly maxNewTokens?: number;
  /** Continue after stop tokens; default false. */
  readonly ignoreStopTokens?: boolean;
  /** The system turn before every prompt. */
  readonly system?: string;
  /** The date that chat templates see, `YYYY-MM-DD`; default 2024-07-26. */
  readonly date?: string;
}

/**
 * Continues every prompt greedily; one completion per prompt, in order.
 *
 * Everything that can be wrong is checked before a weight is read. Rejects with PromptError naming the prompt (too long,
 * completed already), TemplateSwitchError, InvalidInputError naming an option or file, NotEnoughMemoryError, or the signal's reason.
 *
 * @example
 * import { generate, openModel } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const [{ tokens, finish }] = await generate({ model, prompts: ['How do I bake bread?'], maxNewTokens: 5 });
 * if (finish === 'length' && tokens.length !== 5) throw new Error(`${tokens.length} tokens`);
 * await model.close();
 */
export async function generate(options: GenerateOptions): Promise<Completion[]> {
  const { model, maxNewTokens = DEFAULT_NEW_TOKENS, ignoreStopTokens = false, signal, onProgress } = options;
  const checkpoint = withTemplateChoice(model.checkpoint, options);
  const intervention = interventionFor(checkpoint, options.intervention)?.intervention;
  const { records } = promptRecords(options.prompts, { name: 'prompts' });
  const encoded = encodeRecords(records, checkpoint, options);
  const completed = records.find((record) => record.kind === 'prompt' && record.completion !== undefined);
  if (completed)
    throw new PromptError(
      completed.where,
      'already has a completion',
      'Leave it out, or use score to measure it.',
    );
  checkRecords(encoded, checkpoint.config, { extraTokens: maxNewTokens });
  return model.withEngine({ signal }, ({ engine }) =>
    completeRecords(engine, checkpoint, encoded, {
      maxNewTokens,
      ignoreStopTokens,
      intervention,
      signal,
      onProgress: (done) => onProgress?.(done, encoded.length),
    }),
  );
}
