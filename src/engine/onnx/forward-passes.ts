import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { klFromLogits } from '../../linalg/categorical-divergence.ts';
import type { EncodedSequence } from '../engine.ts';
import { answerStartsOf } from './answer-starts.ts';
import { type Batch, type BatchLimits, batchesByLength } from './batches.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { Decoder, ForwardInput, ForwardOutput } from './decoder.ts';
import { entryBlock, ResumedPasses } from './resumed-passes.ts';
import { hostCache } from './row-caches.ts';
import { SharedPrefix, sharedPrefixLength } from './shared-prefix.ts';

/** Outputs requested from whole sequences; rows are r · width + t of the batch. */
export type Ask = Pick<ForwardInput, 'rows' | 'logitRows' | 'targets' | 'want' | 'captures' | 'captureRows'>;

/** How the whole sequences of a request run: by the appending or the fused graph, and with which shared prefix. */
export interface RequestPath {
  readonly appending: boolean;
  readonly prefix?: SharedPrefix;
}

export interface PassOptions {
  readonly limits: BatchLimits;
  /** Longest sequence that the model runs with. */
  readonly positions: number;
  /** Keep the unattacked model's states and start below an intervention from them. */
  readonly reuse: boolean;
  readonly reuseBytes: number;
  readonly buffers: BufferPool;
  /** Run whole sequences through the decoding graph, and compute their common beginning once. */
  readonly appending: boolean;
}

/**
 * The appending graph holds its attention scores in memory: longer requests use the fused graph, although a large model then loads its
 * weights again.
 */
const LONGEST_APPENDED = 512;

/** Forward passes of whole sequences, by the cheapest way that the engine's options allow; the way depends on the request alone. */
export class ForwardPasses {
  readonly #decoder: Decoder;
  readonly #config: ModelConfig;
  readonly #options: PassOptions;
  readonly #resumed: ResumedPasses;

  constructor(decoder: Decoder, options: PassOptions) {
    this.#decoder = decoder;
    this.#config = decoder.config;
    this.#options = options;
    this.#resumed = new ResumedPasses(decoder, {
      ...options,
      paddedWidth: (lengths) => this.#paddedWidth(lengths),
    });
  }

  /**
   * The way to run a request for these sequences with this many new tokens and the last `kept` tokens of each (see `sharedPrefixLength`); 0
   * shares no prefix.
   */
  pathOf(
    sequences: readonly EncodedSequence[],
    { kept = 1, newTokens = 0 }: { readonly kept?: number; readonly newTokens?: number } = {},
  ): RequestPath {
    const longest = sequences.reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
    const appending = this.#options.appending && longest + newTokens <= LONGEST_APPENDED;
    const length = appending && kept > 0 ? sharedPrefixLength(sequences, kept) : 0;
    if (length === 0) return { appending };
    const compute = async (tokens: readonly number[], intervention: Intervention | undefined) => {
      const { cache } = await this.#decoder.forward({
        tokens: [tokens],
        width: this.#paddedWidth([tokens.length]),
        // The prompt's last token is never shared, wherever it is.
        promptLengths: [Number.POSITIVE_INFINITY],
        ...(intervention ? { intervention } : {}),
        append: 'grown',
        want: { cache: true },
      });
      return hostCache(cache!);
    };
    return { appending, prefix: new SharedPrefix(sequences[0].tokens.slice(0, length), compute) };
  }

  /** Groups sequences of similar length; `logitRows`: rows of logits requested per sequence; `mostRows`: limit per batch. */
  batches(
    sequences: readonly EncodedSequence[],
    { prefix }: RequestPath,
    logitRows?: readonly number[],
    mostRows = Number.POSITIVE_INFINITY,
  ): Batch[] {
    const skipped = prefix?.tokens.length ?? 0;
    const lengths = sequences.map(({ tokens }) => tokens.length);
    return batchesByLength(
      lengths.map((length) => length - skipped),
      { ...this.#options.limits, maxRows: Math.min(this.#options.limits.maxRows, mostRows) },
      logitRows,
    ).map((indices) => ({
      indices,
      sequences: indices.map((index) => sequences[index]),
      width: this.#paddedWidth(indices.map((index) => lengths[index])),
    }));
  }

  /** Whether passes under this intervention begin with the unattacked model's states. */
  resumes(intervention: Intervention | undefined, path: RequestPath): boolean {
    return (
      !path.appending && this.#options.reuse && intervention !== undefined && entryBlock(intervention) > 0
    );
  }

  /**
   * One forward pass of whole sequences; below the lowest intervened block it resumes from the unattacked states. `stored`: sequences that
   * the batch's are beginnings of, and whose states are known already.
   */
  async forward(
    batch: Batch,
    intervention: Intervention | undefined,
    ask: Ask,
    path: RequestPath,
    stored?: readonly EncodedSequence[],
  ): Promise<ForwardOutput> {
    if (path.appending) return this.#append(batch, intervention, ask, path.prefix);
    const input = { ...inputOf(batch, intervention), ...ask };
    if (!this.resumes(intervention, path) || ask.captures) return this.#decoder.forward(input);
    const logitRows = ask.want.logits ? (ask.logitRows?.map((row) => ask.rows![row]) ?? ask.rows!) : [];
    return this.#resumed.forward(batch, entryBlock(intervention!), input, {
      logitRows,
      ...(stored ? { stored } : {}),
    });
  }

  /** Runs blocks `first` to `end` − 1 on the residual stream that enters them (undefined at the bottom); returns the stream leaving them. */
  async through(
    batch: Batch,
    intervention: Intervention | undefined,
    ask: Ask,
    {
      first,
      end,
      residual,
    }: { readonly first: number; readonly end: number; readonly residual?: Float32Array },
  ): Promise<ForwardOutput> {
    const start = residual ? { start: { layer: first, residual } } : {};
    return this.#decoder.forward({ ...inputOf(batch, intervention), ...ask, ...start, endLayer: end });
  }

  /** KL from the unattacked model at these rows of the batch, whose logits follow each other. */
  async divergences(
    batch: Batch,
    rows: readonly number[],
    logits: Float32Array,
    intervention: Intervention | undefined,
    path: RequestPath,
  ): Promise<Float64Array> {
    if (!intervention) return new Float64Array(rows.length);
    if (this.#options.reuse) return this.#resumed.divergences(batch, rows, logits);
    const plain = await this.forward(batch, undefined, { rows, want: { logits: true } }, path);
    const { vocabularySize } = this.#config;
    return Float64Array.from(rows, (_, i) =>
      klFromLogits(plain.logits!, logits, i * vocabularySize, vocabularySize),
    );
  }

  clear(): void {
    this.#resumed.clear();
  }

  /** Runs the tokens after the prefix against its keys and values. */
  async #append(
    batch: Batch,
    intervention: Intervention | undefined,
    { rows, captureRows, ...ask }: Ask,
    prefix: SharedPrefix | undefined,
  ): Promise<ForwardOutput> {
    const skipped = prefix?.tokens.length ?? 0;
    const tokens = batch.sequences.map((sequence) => sequence.tokens.slice(skipped));
    const width = this.#paddedWidth(tokens.map(({ length }) => length));
    const behindPrefix = (row: number): number =>
      Math.floor(row / batch.width) * width + (row % batch.width) - skipped;
    return this.#decoder.forward({
      ...inputOf(batch, intervention),
      ...ask,
      tokens,
      width,
      ...(prefix ? { past: await prefix.cacheUnder(intervention) } : {}),
      append: 'grown',
      ...(rows ? { rows: rows.map(behindPrefix) } : {}),
      ...(captureRows ? { captureRows: captureRows.map(behindPrefix) } : {}),
    });
  }

  /**
   * An even number: a block of attention or of a product that holds one single row sums in another order than a longer
   * one, and rows must not depend on their batch.
   */
  #paddedWidth(lengths: readonly number[]): number {
    const longest = Math.max(...lengths);
    return Math.min(longest + (longest % 2), this.#options.positions);
  }
}

function inputOf(batch: Batch, intervention: Intervention | undefined): Omit<ForwardInput, 'want'> {
  return {
    tokens: batch.sequences.map(({ tokens }) => tokens),
    width: batch.width,
    promptLengths: batch.sequences.map(({ promptLength }) => promptLength),
    ...answerStartsOf(batch.sequences, intervention),
    ...(intervention ? { intervention } : {}),
  };
}
