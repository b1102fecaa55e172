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
  /** Set unless it was float32. */
  readonly precision?: PrecisionMark;
}

/** A completion as a line of a generations file. */
export function generationLine(
  { id, index, tokens, text, finish }: Completion,
  checkpoint: Pick<Checkpoint, 'precision'>,
): GenerationLine {
  return {
    ...(id === undefined ? {} : { id }),
    index,
    token_ids: tokens,
    ...(text === undefined ? {} : { text }),
    finish,
    ...precisionField(checkpoint),
  };
}
