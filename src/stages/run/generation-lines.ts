import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { precisionField } from '../model/precision-field.ts';
import type { EncodedRecord } from './encoded-record.ts';
import { inChunks } from './in-chunks.ts';

/** One line of a generations file. */
export interface GenerationLine {
  readonly id?: string;
  /** Of the record, 0-based. */
  readonly index: number;
  /** New tokens without the one that stopped them. */
  readonly token_ids: readonly number[];
  /** Without special tokens; missing where the model has no tokenizer. */
  readonly text?: string;
  readonly finish: 'stop' | 'length';
  /** Only where it was not float32. */
  readonly precision?: PrecisionMark;
}

/** Greedy continuations of every record, in order. */
export async function generationLines(
  engine: Engine,
  checkpoint: Checkpoint,
  records: readonly EncodedRecord[],
  options: {
    readonly maxNewTokens: number;
    readonly ignoreStopTokens: boolean;
    readonly intervention?: Intervention;
    readonly signal: AbortSignal;
    readonly onProgress?: (done: number) => void;
  },
): Promise<GenerationLine[]> {
  const { maxNewTokens, ignoreStopTokens, intervention, signal, onProgress } = options;
  const tokenizer = existsSync(join(checkpoint.folder, 'tokenizer.json'))
    ? checkpoint.tokenizer()
    : undefined;
  const generations = await inChunks(
    records,
    (chunk, tell) =>
      engine.generate({
        sequences: chunk.map(({ sequence }) => sequence),
        maxNewTokens,
        stopTokenIds: ignoreStopTokens ? [] : checkpoint.stopTokenIds,
        signal,
        onProgress: tell,
        ...(intervention ? { intervention } : {}),
      }),
    onProgress,
  );
  return generations.map(({ tokens, finish }, index) => {
    const { id } = records[index].record;
    return {
      ...(id === undefined ? {} : { id }),
      index,
      token_ids: tokens,
      ...(tokenizer ? { text: tokenizer.decode(tokens, { skipSpecialTokens: true }) } : {}),
      finish,
      ...precisionField(checkpoint),
    };
  });
}
