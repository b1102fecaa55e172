import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import type { TemplateOptions } from '../../checkpoint/template/template-options.ts';
import { precisionField } from '../model/precision-field.ts';
import type { TextScore } from './score-records.ts';

/** One line of a scores file. */
export interface ScoreLine {
  readonly id?: string;
  /** Index of the record, 0-based. */
  readonly index: number;
  /** Natural log-probability of tokens 1 … T − 1, each given those before it. */
  readonly token_logprobs: readonly number[];
  /** Index in token_logprobs of the completion's first token; only if there is a completion. */
  readonly completion_start?: number;
  /** exp of the mean negative log-probability, over the completion if there is one; null for a single token, "Infinity" beyond float64. */
  readonly perplexity: number | 'Infinity' | null;
  /** That chat templates saw; missing where it is not said. */
  readonly date?: string;
  /** Variables of the chat template that were set; missing where none were. */
  readonly template_options?: TemplateOptions;
  /** Only where it was not float32. */
  readonly precision?: PrecisionMark;
}

/** A score as a line of a scores file. */
export function scoreLine(
  { id, index, logProbabilities, completionStart, perplexity }: TextScore,
  checkpoint: Pick<Checkpoint, 'precision'>,
  /** That chat templates saw. */
  date?: string,
  templateOptions?: TemplateOptions,
): ScoreLine {
  return {
    ...(id === undefined ? {} : { id }),
    index,
    // Nine digits tell every float32 from its neighbours.
    token_logprobs: Array.from(logProbabilities, (value) => Number(value.toPrecision(9))),
    ...(completionStart === undefined ? {} : { completion_start: completionStart }),
    perplexity: perplexity === null || Number.isFinite(perplexity) ? perplexity : 'Infinity',
    ...(date === undefined ? {} : { date }),
    ...(templateOptions === undefined ? {} : { template_options: templateOptions }),
    ...precisionField(checkpoint),
  };
}
