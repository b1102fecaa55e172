import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { klFromReference } from '../../linalg/categorical-divergence.ts';
import { referenceDistribution } from '../../linalg/reference-distribution.ts';
import type { EncodedSequence } from '../engine.ts';
import type { Batch } from './batches.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { Decoder, ForwardInput, ForwardOutput } from './decoder.ts';
import type { KeyValueCache } from './key-value-cache.ts';
import { type PlainRequest, type PlainState, PlainStates } from './plain-states.ts';
import { hostCache } from './row-caches.ts';

/** Forward passes that begin with the unattacked model's states at the lowest intervened block, and divergences from that model. */
export class ResumedPasses {
  readonly #decoder: Decoder;
  readonly #config: ModelConfig;
  readonly #states: PlainStates;
  readonly #buffers: BufferPool;
  readonly #paddedWidth: (lengths: readonly number[]) => number;

  constructor(
    decoder: Decoder,
    options: {
      readonly reuseBytes: number;
      readonly buffers: BufferPool;
      readonly paddedWidth: (lengths: readonly number[]) => number;
    },
  ) {
    this.#decoder = decoder;
    this.#config = decoder.config;
    this.#states = new PlainStates(options.reuseBytes);
    this.#buffers = options.buffers;
    this.#paddedWidth = options.paddedWidth;
  }

  /**
   * Runs the blocks from `layer` on. `logitRows`: rows of the batch that will be compared with the unattacked model. `stored`: sequences that
   * the batch's are beginnings of and whose states may be known; default the batch's own.
   */
  async forward(
    batch: Batch,
    layer: number,
    input: ForwardInput,
    {
      logitRows = [],
      stored = batch.sequences,
    }: { readonly logitRows?: readonly number[]; readonly stored?: readonly EncodedSequence[] } = {},
  ): Promise<ForwardOutput> {
    const states = await this.#statesOf(stored, positionsOf(batch, logitRows));
    const lengths = batch.sequences.map(({ tokens }) => tokens.length);
    const d = this.#config.hiddenSize;
    const residual = this.#padded(lengths, batch.width, 1, d, (r) => states[r].residuals[layer - 1]);
    const output = await this.#decoder.forward({ ...input, start: { layer, residual } });
    this.#buffers.give(residual);
    if (!output.cache) return output;
    return { ...output, cache: this.#withLower(hostCache(output.cache), layer, states, batch) };
  }

  /** KL from the unattacked model at these rows of the batch, whose logits follow each other. */
  async divergences(batch: Batch, rows: readonly number[], logits: Float32Array): Promise<Float64Array> {
    const states = await this.#statesOf(batch.sequences, positionsOf(batch, rows));
    return Float64Array.from(rows, (row, i) => {
      const { distributions } = states[Math.floor(row / batch.width)];
      const reference = distributions.get(row % batch.width)!;
      return klFromReference(reference, logits, i * this.#config.vocabularySize);
    });
  }

  clear(): void {
    this.#states.clear();
  }

  #statesOf(
    sequences: readonly EncodedSequence[],
    positions: readonly (readonly number[])[],
  ): Promise<PlainState[]> {
    return this.#states.get(
      sequences.map(({ tokens }, r) => ({ tokens, positions: positions[r] })),
      (missing) => this.#compute(missing),
    );
  }

  async #compute(requests: readonly PlainRequest[]): Promise<PlainState[]> {
    const { layers, hiddenSize: d, vocabularySize, keyValueHeads, headDimension } = this.#config;
    const width = this.#paddedWidth(requests.map(({ tokens }) => tokens.length));
    const captures = Array.from({ length: layers }, (_, layer) => ({
      layer,
      point: 'resid_post' as const,
    }));
    const rows = requests.flatMap(({ positions }, r) => positions.map((position) => r * width + position));
    const output = await this.#decoder.forward({
      tokens: requests.map(({ tokens }) => tokens),
      width,
      promptLengths: requests.map(() => undefined),
      captures,
      captureRows: Array.from({ length: requests.length * width }, (_, row) => row),
      ...(rows.length > 0 ? { rows } : {}),
      want: { logits: rows.length > 0, cache: true },
    });
    const cache = hostCache(output.cache!);
    const residuals = captures.map((site) => output.captures.get(siteName(site))!);
    const heads = (values: Float32Array, r: number, length: number): Float32Array => {
      const row = new Float32Array(keyValueHeads * length * headDimension);
      for (let head = 0; head < keyValueHeads; head++) {
        const from = (r * keyValueHeads + head) * cache.length * headDimension;
        row.set(values.subarray(from, from + length * headDimension), head * length * headDimension);
      }
      return row;
    };
    let logitRow = 0;
    return requests.map(({ tokens: { length }, positions }, r) => ({
      residuals: residuals.map((values) => values.slice(r * width * d, (r * width + length) * d)),
      keys: cache.keys.map((values) => heads(values!, r, length)),
      values: cache.values.map((values) => heads(values!, r, length)),
      distributions: new Map(
        positions.map((position) => [
          position,
          referenceDistribution(output.logits!, logitRow++ * vocabularySize, vocabularySize),
        ]),
      ),
    }));
  }

  /** The cache of the blocks from `layer` on with what the unattacked model holds below. */
  #withLower(
    upper: KeyValueCache,
    layer: number,
    states: readonly PlainState[],
    { sequences, width }: Batch,
  ): KeyValueCache {
    const { layers, keyValueHeads, headDimension } = this.#config;
    const lengths = sequences.map(({ tokens }) => tokens.length);
    const merged = (kind: 'keys' | 'values') =>
      Array.from({ length: layers }, (_, l) =>
        l < layer
          ? this.#padded(lengths, width, keyValueHeads, headDimension, (r) => states[r][kind][l])
          : upper[kind][l],
      );
    return { ...upper, length: width, keys: merged('keys'), values: merged('values') };
  }

  /** [rows, heads, width, size] from rows of [heads, T, size], of which the first `lengths[r]` tokens are taken; zeros behind them. */
  #padded(
    lengths: readonly number[],
    width: number,
    heads: number,
    size: number,
    rowOf: (row: number) => Float32Array,
  ): Float32Array {
    const out = this.#buffers.take(lengths.length * heads * width * size);
    lengths.forEach((length, r) => {
      const row = rowOf(r);
      const stride = row.length / heads;
      for (let head = 0; head < heads; head++) {
        const to = (r * heads + head) * width * size;
        out.set(row.subarray(head * stride, head * stride + length * size), to);
        out.fill(0, to + length * size, to + width * size);
      }
    });
    return out;
  }
}

/** Positions by row of the batch of rows r · width + t. */
function positionsOf({ sequences, width }: Batch, rows: readonly number[]): number[][] {
  const positions: number[][] = sequences.map(() => []);
  for (const row of rows) positions[Math.floor(row / width)].push(row % width);
  return positions;
}

/** Block that a pass under this intervention can begin with; 0 where nothing lies below. */
export function entryBlock({ sites: [lowest] }: Intervention): number {
  if (!lowest) return 0;
  return lowest.point === 'resid_post' ? lowest.layer + 1 : lowest.layer;
}
