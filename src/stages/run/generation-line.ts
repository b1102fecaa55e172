import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import { precisionField } from '../model/precision-field.ts';
import type { Completion } from './complete-records.ts';

/** One line of a generations file. */
export interface GenerationLine {
  readonly id?: string;
  /** Index of the record, 0-based. */
  readonly index: number;
  /** New tokens without the stop token. */
  readonly token_ids: readonly number[];
  /** Text without special tokens; missing if the model has no tokenizer. */
  readonly text?: string;
  readonly finish: 'stop' | 'length';
  /** That chat templates saw; missing where it is not said. */
  readonly date?: string;
  /** Only where it was not float32. */
  readonly precision?: PrecisionMark;
}

/** A completion as a line of a generations file. */
export function generationLine(
  { id, index, tokens, text, finish }: Completion,
  checkpoint: Pick<Checkpoint, 'precision'>,
  /** That chat templates saw. */
  date?: string,
): GenerationLine {
  return {
    ...(id === undefined ? {} : { id }),
    index,
    token_ids: tokens,
    ...(text === undefined ? {} : { text }),
    finish,
    ...(date === undefined ? {} : { date }),
    ...precisionField(checkpoint),
  };
}
