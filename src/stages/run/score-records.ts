import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import type { EncodedRecord } from './encoded-record.ts';
import { inChunks } from './in-chunks.ts';
import { requireFinite } from './require-finite.ts';

/** Log-probabilities of a text under a model. */
export interface TextScore {
  /** Id of the text, if it has one. */
  readonly id?: string;
  /** Index of the text, 0-based. */
  readonly index: number;
  /** Natural log-probability of tokens 1 … T − 1, each given those before it. */
  readonly logProbabilities: Float32Array;
  /** Index in `logProbabilities` of the completion's first token; undefined without a completion. */
  readonly completionStart?: number;
  /** exp of the mean negative log-probability, over the completion if there is one; null for a single token. */
  readonly perplexity: number | null;
}

/** Log-probabilities of every record's tokens, in order. Throws LabError if the model computed NaN. */
export async function scoreRecords(
  engine: Engine,
  records: readonly EncodedRecord[],
  options: {
    readonly intervention?: Intervention;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number) => void;
  },
): Promise<TextScore[]> {
  const { intervention, signal, onProgress } = options;
  const scores = await inChunks(
    records,
    (chunk, tell) =>
      engine.score({
        sequences: chunk.map(({ sequence }) => sequence),
        intervention,
        signal,
        onProgress: tell,
      }),
    onProgress,
  );
  return scores.map((values, index) => textScore(records[index], index, values));
}

function textScore({ record, sequence }: EncodedRecord, index: number, values: Float32Array): TextScore {
  requireFinite(`log-probabilities of ${record.where}`, values);
  const { tokens, promptLength } = sequence;
  const hasCompletion = promptLength !== undefined && promptLength < tokens.length;
  const counted = hasCompletion ? values.subarray(promptLength - 1) : values;
  const perplexity = Math.exp(-counted.reduce((sum, value) => sum + value, 0) / counted.length);
  return {
    id: record.id,
    index,
    logProbabilities: values,
    completionStart: hasCompletion ? promptLength - 1 : undefined,
    perplexity: counted.length === 0 ? null : perplexity,
  };
}
