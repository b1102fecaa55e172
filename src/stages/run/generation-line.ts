import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import type { TemplateOptions } from '../../checkpoint/template/template-options.ts';
import { precisionField } from '../model/precision-field.ts';
import type { Completion } from './complete-records.ts';

/** One line of a generations file. */
export interface GenerationLine {
  readonly id?: string;
  /** Index of the record, 0-based. */
  readonly index: number;
  /** New tokens without the stop token. */
  readonly token_ids: readonly number[];
  /** Text without special tokens, of what follows the thought where there is one; missing if the model has no tokenizer. */
  readonly text?: string;
  /** The thought before `text`; missing where the model did not begin with one. */
  readonly thought?: string;
  /** The thought never ends, and `text` is empty; missing where it does. */
  readonly unfinished_thought?: true;
  readonly finish: 'stop' | 'length';
  /** That chat templates saw; missing where it is not said. */
  readonly date?: string;
  /** Variables of the chat template that were set; missing where none were. */
  readonly template_options?: TemplateOptions;
  /** Only where it was not float32. */
  readonly precision?: PrecisionMark;
}

/** A completion as a line of a generations file. */
export function generationLine(
  { id, index, tokens, text, thought, unfinishedThought, finish }: Completion,
  checkpoint: Pick<Checkpoint, 'precision'>,
  /** That chat templates saw. */
  date?: string,
  templateOptions?: TemplateOptions,
): GenerationLine {
  return {
    ...(id === undefined ? {} : { id }),
    index,
    token_ids: tokens,
    ...(text === undefined ? {} : { text }),
    ...(thought === undefined ? {} : { thought }),
    ...(unfinishedThought ? { unfinished_thought: unfinishedThought } : {}),
    finish,
    ...(date === undefined ? {} : { date }),
    ...(templateOptions === undefined ? {} : { template_options: templateOptions }),
    ...precisionField(checkpoint),
  };
}
