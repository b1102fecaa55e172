import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { klFromLogits, klFromReference } from '../../linalg/categorical-divergence.ts';
import { referenceDistribution } from '../../linalg/reference-distribution.ts';
import { checkRequest, checkSite, checkTokens } from '../check-request.ts';
import type {
  CaptureRequest,
  CaptureResult,
  EncodedSequence,
  Engine,
  GenerateRequest,
  Generation,
  ScoreRequest,
} from '../engine.ts';
import { positionLimit } from '../position-limit.ts';
import { batchesByLength } from './batches.ts';
import { canonicalSites } from './canonical-sites.ts';
import { Decoder, type ForwardInput, type ForwardOutput } from './decoder.ts';
import { type Batch, type GreedyHost, GreedyRun } from './greedy-run.ts';
import type { OnnxEngineOptions } from './onnx-engine-options.ts';
import { type PlainState, PlainStates } from './plain-states.ts';
import type { Runtime } from './runtime.ts';

export type { OnnxEngineOptions };

/** Below this many bytes of weights a model gets one graph per set of sites, and its states are kept. */
const SMALL_MODEL_BYTES = 64 * 2 ** 20;
/** Graphs that a small model keeps loaded: those of a few neighbouring sites. */
const SMALL_MODEL_SESSIONS = 12;

/** Memory that an engine keeps unattacked states in. */
export const REUSE_BYTES = 2 ** 30;

/** Whether a model is small enough for a graph per set of sites and for one engine a core. */
export function isSmallModel({ tensors }: Pick<Checkpoint, 'tensors'>): boolean {
  return [...tensors.values()].reduce((sum, tensor) => sum + tensor.byteLength, 0) < SMALL_MODEL_BYTES;
}

/** The {@link Engine} over onnxruntime on the CPU, in the calling thread (`session.run` blocks it). */
export class OnnxEngine implements Engine {
  readonly config: ModelConfig;
  readonly #decoder: Decoder;
  readonly #positions: number;
  readonly #limits: { maxRows: number; maxTokens: number };
  readonly #reuse: boolean;
  readonly #append: boolean;
  readonly #decodeRows: number;
  readonly #plain: PlainStates;
  readonly #canonicals = new WeakMap<Intervention, Intervention>();
  #disposed = false;

  private constructor(
    config: ModelConfig,
    decoder: Decoder,
    options: {
      positions: number;
      limits: { maxRows: number; maxTokens: number };
      reuse: boolean;
      reuseBytes: number;
      append: boolean;
      decodeRows: number;
    },
  ) {
    this.config = config;
    this.#decoder = decoder;
    this.#positions = options.positions;
    this.#limits = options.limits;
    this.#reuse = options.reuse;
    this.#append = options.append;
    this.#decodeRows = options.decodeRows;
    this.#plain = new PlainStates(options.reuseBytes);
  }

  /** `runtime`: onnxruntime's native build unless another is given; a browser gives its own. */
  static async open(
    checkpoint: Pick<Checkpoint, 'config' | 'tensors' | 'name'> & Partial<Pick<Checkpoint, 'precision'>>,
    options: OnnxEngineOptions = {},
    runtime?: Runtime,
  ): Promise<OnnxEngine> {
    const { config, tensors, name, precision = 'f32' } = checkpoint;
    const small = isSmallModel(checkpoint);
    const universal = options.universal ?? !small;
    const positions = options.positions ?? positionLimit(config);
    const decoder = new Decoder(
      runtime ?? (await (await import('./session.ts')).loadRuntime()),
      {
        config,
        name,
        tensors,
        ...(precision === 'f32'
          ? {}
          : await (await import('./quantised-model.ts')).quantisedModel(checkpoint, precision, options)),
      },
      {
        threads: options.threads ?? (small ? 1 : 0),
        positions,
        products: options.products ?? 'integer',
        universal,
        ...(options.layersPerSegment ? { layersPerSegment: options.layersPerSegment } : {}),
        maxSessions: !universal
          ? SMALL_MODEL_SESSIONS
          : Math.ceil(config.layers / (options.layersPerSegment ?? config.layers)),
      },
    );
    return new OnnxEngine(config, decoder, {
      positions,
      limits: { maxRows: options.maxRows ?? 64, maxTokens: options.maxTokens ?? 2048 },
      reuse: options.reuse ?? (!universal && options.layersPerSegment === undefined),
      append: options.append ?? !universal,
      decodeRows: options.decodeRows ?? (small ? 1024 : 64),
      reuseBytes: options.reuseBytes ?? REUSE_BYTES,
    });
  }

  async capture(request: CaptureRequest): Promise<CaptureResult> {
    const { sequences, sites, positions, intervention, signal } = request;
    this.#check(sequences, intervention);
    if (sites.length === 0) throw new InvalidInputError('capture', 'names no site');
    for (const site of sites) checkSite(site, this.config);
    const d = this.config.hiddenSize;
    const fromEnd = positions === 'last' ? 1 : positions === 'all' ? 0 : -positions;
    for (const [index, { tokens }] of sequences.entries())
      if (positions !== 'all' && !(Number.isInteger(fromEnd) && fromEnd >= 1 && fromEnd <= tokens.length))
        throw new InvalidInputError(`sequence ${index}`, `has no position ${positions}`);
    const offsets: number[] = [0];
    for (const { tokens } of sequences)
      offsets.push(offsets.at(-1)! + (positions === 'all' ? tokens.length : 1));
    const result = new Map(sites.map((site) => [siteName(site), new Float32Array(offsets.at(-1)! * d)]));
    for (const batch of this.#batches(sequences)) {
      signal?.throwIfAborted();
      const captureRows = batch.sequences.flatMap(({ tokens }, r) =>
        positions === 'all'
          ? tokens.map((_, t) => r * batch.width + t)
          : [r * batch.width + tokens.length - fromEnd],
      );
      const { captures } = await this.#decoder.forward({
        ...this.#input(batch, intervention),
        captures: sites,
        captureRows,
        want: {},
      });
      for (const [name, rows] of captures) {
        let from = 0;
        for (const index of batch.indices) {
          const length = (offsets[index + 1] - offsets[index]) * d;
          result.get(name)!.set(rows.subarray(from, from + length), offsets[index] * d);
          from += length;
        }
      }
    }
    return result;
  }

  async score(request: ScoreRequest): Promise<Float32Array[]> {
    const { sequences, signal } = request;
    this.#check(sequences, request.intervention);
    const intervention = this.#canonical(request.intervention);
    const result: Float32Array[] = sequences.map(() => new Float32Array(0));
    const long = sequences
      .map((sequence, index) => ({ sequence, index }))
      .filter(({ sequence }) => sequence.tokens.length > 1);
    for (const batch of this.#batches(long.map(({ sequence }) => sequence))) {
      signal?.throwIfAborted();
      const rows = batch.sequences.flatMap(({ tokens }, r) =>
        tokens.slice(1).map((_, t) => r * batch.width + t),
      );
      const targets = batch.sequences.flatMap(({ tokens }) => tokens.slice(1));
      const output = await this.#forward(batch, intervention, {
        rows,
        targets,
        want: { logProbabilities: true },
      });
      let from = 0;
      batch.indices.forEach((index, r) => {
        const length = batch.sequences[r].tokens.length - 1;
        result[long[index].index] = output.logProbabilities!.slice(from, from + length);
        from += length;
      });
    }
    return result;
  }

  async nextToken(request: ScoreRequest): Promise<Float32Array[]> {
    const { sequences, signal } = request;
    this.#check(sequences, request.intervention);
    const intervention = this.#canonical(request.intervention);
    const result: Float32Array[] = new Array(sequences.length);
    const vocabulary = this.config.vocabularySize;
    for (const batch of this.#batches(sequences)) {
      signal?.throwIfAborted();
      const rows = batch.sequences.map(({ tokens }, r) => r * batch.width + tokens.length - 1);
      const { logits } = await this.#forward(batch, intervention, { rows, want: { logits: true } });
      batch.indices.forEach((index, r) => {
        result[index] = logits!.slice(r * vocabulary, (r + 1) * vocabulary);
      });
    }
    return result;
  }

  async generate(request: GenerateRequest): Promise<Generation[]> {
    const { sequences, intervention, maxNewTokens } = request;
    if (!Number.isInteger(maxNewTokens) || maxNewTokens < 1)
      throw new InvalidInputError('maxNewTokens', `${maxNewTokens} is not a positive integer`);
    if (request.divergence && !request.drafts)
      throw new InvalidInputError('divergence', 'needs drafts to follow');
    // Generation gives raw token ids a role: what is given is the prompt.
    const prompts = sequences.map(({ tokens, promptLength }) => ({
      tokens,
      promptLength: promptLength ?? tokens.length,
    }));
    this.#check(prompts, intervention, maxNewTokens);
    if (request.drafts && request.drafts.length !== prompts.length)
      throw new InvalidInputError('drafts', `are ${request.drafts.length} for ${prompts.length} sequences`);
    request.drafts?.forEach((draft, index) => {
      checkTokens(`draft ${index}`, draft, this.config);
    });
    if (request.alternatives && request.alternatives.length !== prompts.length)
      throw new InvalidInputError(
        'alternatives',
        `are ${request.alternatives.length} for ${prompts.length} sequences`,
      );
    request.alternatives?.forEach((candidates, index) => {
      for (const candidate of candidates) checkTokens(`alternative ${index}`, candidate, this.config);
    });
    const host: GreedyHost = {
      config: this.config,
      decoder: this.#decoder,
      append: this.#append,
      decodeRows: this.#decodeRows,
      batches: (some) => this.#batches(some),
      forward: (...call) => this.#forward(...call),
      divergenceFrom: (...call) => this.#divergenceFrom(...call),
    };
    const canonical = this.#canonical(intervention);
    return new GreedyRun(
      host,
      { ...request, ...(canonical ? { intervention: canonical } : {}) },
      prompts,
    ).run();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#plain.clear();
    await this.#decoder.dispose();
  }

  #canonical(intervention: Intervention | undefined): Intervention | undefined {
    if (!intervention) return undefined;
    let canonical = this.#canonicals.get(intervention);
    if (!canonical) this.#canonicals.set(intervention, (canonical = canonicalSites(intervention)));
    return canonical;
  }

  #check(
    sequences: readonly EncodedSequence[],
    intervention: Intervention | undefined,
    extraTokens = 0,
  ): void {
    if (this.#disposed) throw new LabError('the engine was disposed of', { exitCode: 1 });
    checkRequest(this.config, sequences, { positions: this.#positions, extraTokens }, intervention);
  }

  #batches(sequences: readonly EncodedSequence[]): Batch[] {
    return batchesByLength(
      sequences.map(({ tokens }) => tokens.length),
      this.#limits,
    ).map((indices) => ({
      indices,
      sequences: indices.map((index) => sequences[index]),
      width: this.#paddedWidth(indices.map((index) => sequences[index].tokens.length)),
    }));
  }

  /**
   * An even number: a block of attention or of a product that holds one single row sums in another order than a longer
   * one, and rows must not depend on their batch.
   */
  #paddedWidth(lengths: readonly number[]): number {
    const longest = Math.max(...lengths);
    return Math.min(longest + (longest % 2), this.#positions);
  }

  #input(batch: Batch, intervention: Intervention | undefined): Omit<ForwardInput, 'want'> {
    return {
      tokens: batch.sequences.map(({ tokens }) => tokens),
      width: batch.width,
      promptLengths: batch.sequences.map(({ promptLength }) => promptLength),
      ...(intervention ? { intervention } : {}),
    };
  }

  /** One forward pass of whole sequences; below the lowest intervened block it resumes from the unattacked states. */
  async #forward(
    batch: Batch,
    intervention: Intervention | undefined,
    ask: Pick<ForwardInput, 'rows' | 'targets' | 'want'>,
  ): Promise<ForwardOutput> {
    const input = this.#input(batch, intervention);
    const lowest = intervention?.sites[0];
    const layer = lowest ? (lowest.point === 'resid_post' ? lowest.layer + 1 : lowest.layer) : 0;
    if (!this.#reuse || layer === 0) return this.#decoder.forward({ ...input, ...ask });
    const plain = await this.#plainState(batch, ask.want.logits ? ask.rows : undefined);
    const output = await this.#decoder.forward({
      ...input,
      ...ask,
      start: { layer, residual: plain.residuals[layer - 1] },
    });
    if (!output.cache) return output;
    const merge = (
      upper: readonly (Float32Array | undefined)[],
      lower: readonly (Float32Array | undefined)[],
    ) => Array.from({ length: this.config.layers }, (_, l) => (l < layer ? lower[l] : upper[l]));
    const { keys, values } = plain.cache;
    return {
      ...output,
      cache: {
        ...output.cache,
        length: batch.width,
        keys: merge(output.cache.keys, keys),
        values: merge(output.cache.values, values),
      },
    };
  }

  /** KL from the unattacked model at row `row` of the batch's rows; `offset` is where its logits begin. */
  async #divergenceFrom(
    batch: Batch,
    rows: readonly number[],
    logits: Float32Array,
    intervention: Intervention | undefined,
  ): Promise<(row: number, offset: number) => number> {
    if (!intervention) return () => 0;
    if (this.#reuse) {
      const { distributions } = await this.#plainState(batch, rows);
      return (row, offset) => klFromReference(distributions![row], logits, offset);
    }
    const plain = await this.#decoder.forward({
      ...this.#input(batch, undefined),
      rows,
      want: { logits: true },
    });
    return (_, offset) => klFromLogits(plain.logits!, logits, offset, this.config.vocabularySize);
  }

  #plainState(batch: Batch, rows: readonly number[] | undefined): Promise<PlainState> {
    const key = `${batch.sequences.map(({ tokens }) => tokens.join(' ')).join('|')}#${rows?.join(' ') ?? ''}`;
    return this.#plain.get(key, async () => {
      const captures = Array.from({ length: this.config.layers }, (_, layer) => ({
        layer,
        point: 'resid_post' as const,
      }));
      const output = await this.#decoder.forward({
        ...this.#input(batch, undefined),
        captures,
        captureRows: Array.from({ length: batch.sequences.length * batch.width }, (_, row) => row),
        ...(rows ? { rows } : {}),
        want: { logits: rows !== undefined, cache: true },
      });
      return {
        residuals: captures.map((site) => output.captures.get(siteName(site))!),
        cache: output.cache!,
        ...(rows
          ? {
              distributions: rows.map((_, row) =>
                referenceDistribution(
                  output.logits!,
                  row * this.config.vocabularySize,
                  this.config.vocabularySize,
                ),
              ),
            }
          : {}),
      };
    });
  }
}
