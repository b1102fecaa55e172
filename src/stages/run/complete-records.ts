import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { completionReader } from '../model/completion-reader.ts';
import type { EncodedRecord } from './encoded-record.ts';
import { inChunks } from './in-chunks.ts';

/** A model's continuation of a record. */
export interface Completion {
  /** Id of the prompt, if it has one. */
  readonly id?: string;
  /** Index of the prompt, 0-based. */
  readonly index: number;
  /** New tokens without the stop token. */
  readonly tokens: readonly number[];
  /** Text without special tokens, of what follows the thought where there is one; undefined if the model has no tokenizer. */
  readonly text?: string;
  /** The thought before it; undefined where the model did not begin with one. */
  readonly thought?: string;
  /** The thought never ends, and `text` is empty; undefined where it does. */
  readonly unfinishedThought?: true;
  /** `stop`: ended at a stop token; `length`: at the token limit. */
  readonly finish: 'stop' | 'length';
}

/** Greedy continuations of every record, in order. */
export async function completeRecords(
  engine: Engine,
  checkpoint: Checkpoint,
  records: readonly EncodedRecord[],
  options: {
    readonly maxNewTokens: number;
    readonly ignoreStopTokens: boolean;
    readonly intervention?: Intervention;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number) => void;
  },
): Promise<Completion[]> {
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
        intervention,
        signal,
        onProgress: tell,
      }),
    onProgress,
  );
  // Texts and token ids have no turns, and so no thoughts.
  const plainly = (tokens: readonly number[]) => ({
    text: tokenizer?.decode([...tokens], { skipSpecialTokens: true }),
  });
  const read = tokenizer && completionReader(checkpoint);
  return generations.map(({ tokens, finish }, index) => {
    const { record } = records[index];
    const found = read && record.kind === 'prompt' ? read(tokens) : undefined;
    return {
      id: record.id,
      index,
      tokens,
      ...(found
        ? {
            text: found.text,
            ...(found.thought === null ? {} : { thought: found.thought }),
            ...(found.unfinished ? { unfinishedThought: true as const } : {}),
          }
        : plainly(tokens)),
      finish,
    };
  });
}
