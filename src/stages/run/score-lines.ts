import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { precisionField } from '../model/precision-field.ts';
import type { EncodedRecord } from './encoded-record.ts';
import { inChunks } from './in-chunks.ts';
import { requireFinite } from './require-finite.ts';

/** One line of a scores file. */
export interface ScoreLine {
  readonly id?: string;
  /** Of the record, 0-based. */
  readonly index: number;
  /** Natural log-probability of tokens 1 … T − 1, each given those before it. */
  readonly token_logprobs: readonly number[];
  /** Where in token_logprobs the completion's first token stands; only where there is a completion. */
  readonly completion_start?: number;
  /** exp of the mean negative log-probability, over the completion where there is one; null for a single token, "Infinity" beyond float64. */
  readonly perplexity: number | 'Infinity' | null;
  /** Only where it was not float32. */
  readonly precision?: PrecisionMark;
}

/** Log-probabilities of every record's tokens, in order. Throws LabError where the model computed NaN. */
export async function scoreLines(
  engine: Engine,
  checkpoint: Pick<Checkpoint, 'precision'>,
  records: readonly EncodedRecord[],
  options: {
    readonly intervention?: Intervention;
    readonly signal: AbortSignal;
    readonly onProgress?: (done: number) => void;
  },
): Promise<ScoreLine[]> {
  const { intervention, signal, onProgress } = options;
  const scores = await inChunks(
    records,
    (chunk, tell) =>
      engine.score({
        sequences: chunk.map(({ sequence }) => sequence),
        signal,
        onProgress: tell,
        ...(intervention ? { intervention } : {}),
      }),
    onProgress,
  );
  return scores.map((values, index) => ({
    ...scoreLine(records[index], index, values),
    ...precisionField(checkpoint),
  }));
}

function scoreLine({ record, sequence }: EncodedRecord, index: number, values: Float32Array): ScoreLine {
  requireFinite(`log-probabilities of ${record.where}`, values);
  const { tokens, promptLength } = sequence;
  const hasCompletion = promptLength !== undefined && promptLength < tokens.length;
  const counted = hasCompletion ? values.subarray(promptLength - 1) : values;
  const perplexity = Math.exp(-counted.reduce((sum, value) => sum + value, 0) / counted.length);
  return {
    ...(record.id === undefined ? {} : { id: record.id }),
    index,
    // Nine digits tell every float32 from its neighbours.
    token_logprobs: Array.from(values, (value) => Number(value.toPrecision(9))),
    ...(hasCompletion ? { completion_start: promptLength - 1 } : {}),
    perplexity: counted.length === 0 ? null : Number.isFinite(perplexity) ? perplexity : 'Infinity',
  };
}
