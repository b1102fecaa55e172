import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { isQuantised } from '../../checkpoint/precision/quantised-layout.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
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
import { meanOverTokens } from '../mean-over-tokens.ts';
import { positionLimit } from '../position-limit.ts';
import type { Batch } from './batches.ts';
import { BufferPool } from './buffer-pool.ts';
import { canonicalSites } from './canonical-sites.ts';
import { captureInGroups } from './capture-in-groups.ts';
import { checkPrecision } from './check-precision.ts';
import { Decoder, type ForwardOutput } from './decoder.ts';
import type { DeviceCache } from './device-cache.ts';
import { DeviceRowCaches } from './device-row-caches.ts';
import { ForwardPasses } from './forward-passes.ts';
import { GreedyRun } from './greedy-run.ts';
import { keptGraphs } from './kept-graphs.ts';
import type { OnnxEngineOptions } from './onnx-engine-options.ts';
import { hasDeviceBuffers, hasFusedAttention } from './provider.ts';
import { hostRowCaches, type RowCaches } from './row-caches.ts';
import type { Runtime } from './runtime.ts';
import { SequenceProgress } from './sequence-progress.ts';

export type { OnnxEngineOptions };

/** Below this many bytes of weights a model gets one graph per set of sites, and its states are kept. */
const SMALL_MODEL_BYTES = 64 * 2 ** 20;

/** Most logits of one pass: wide vocabularies need small batches where every token's distribution is requested. */
const LOGIT_BYTES = 512 * 2 ** 20;

/** Default memory for unattacked states. */
export const REUSE_BYTES = 2 ** 30;

/** Most attention scores of one sequence, over all heads, where attention is written out. */
const SCORE_BYTES = 2 ** 30;

function writtenOutLimit({ heads }: ModelConfig): number {
  return Math.floor(Math.sqrt(SCORE_BYTES / (4 * heads)));
}

/** Whether a model is small enough for a graph per set of sites and for one engine per core. */
export function isSmallModel({ tensors }: Pick<Checkpoint, 'tensors'>): boolean {
  return [...tensors.values()].reduce((sum, tensor) => sum + tensor.byteLength, 0) < SMALL_MODEL_BYTES;
}

/** The {@link Engine} over onnxruntime, in the calling thread (`session.run` blocks it). */
export class OnnxEngine implements Engine {
  readonly config: ModelConfig;
  readonly #decoder: Decoder;
  readonly #passes: ForwardPasses;
  readonly #positions: number;
  readonly #capturesOnly: boolean;
  readonly #universal: boolean;
  readonly #deviceCaches: RowCaches | undefined;
  readonly #append: boolean;
  readonly #decodeRows: number;
  readonly #cacheBytes: number;
  readonly #layersAtOnce: number | undefined;
  readonly #buffers: BufferPool;
  readonly #canonicals = new WeakMap<Intervention, Intervention>();
  #disposed = false;

  private constructor(
    config: ModelConfig,
    decoder: Decoder,
    passes: ForwardPasses,
    options: {
      positions: number;
      capturesOnly: boolean;
      universal: boolean;
      deviceCaches: RowCaches | undefined;
      append: boolean;
      decodeRows: number;
      cacheBytes: number;
      layersAtOnce: number | undefined;
      buffers: BufferPool;
    },
  ) {
    this.config = config;
    this.#decoder = decoder;
    this.#passes = passes;
    this.#positions = options.positions;
    this.#capturesOnly = options.capturesOnly;
    this.#universal = options.universal;
    this.#deviceCaches = options.deviceCaches;
    this.#append = options.append;
    this.#decodeRows = options.decodeRows;
    this.#cacheBytes = options.cacheBytes;
    this.#layersAtOnce = options.layersAtOnce;
    this.#buffers = options.buffers;
  }

  /** `runtime`: default onnxruntime's native build; a browser passes its own. */
  static async open(
    checkpoint: Pick<Checkpoint, 'config' | 'tensors' | 'name'> & Partial<Pick<Checkpoint, 'precision'>>,
    options: OnnxEngineOptions = {},
    runtime?: Runtime,
  ): Promise<OnnxEngine> {
    const { config, tensors, name, precision = 'f32' } = checkpoint;
    const { provider = 'cpu' } = options;
    checkPrecision(precision, provider);
    const small = isSmallModel(checkpoint);
    const { layersAtOnce } = options;
    const universal = layersAtOnce !== undefined || (options.universal ?? !small);
    const blocks = universal
      ? Math.min(options.captureBlocks ?? config.layers, config.layers)
      : config.layers;
    const capturesOnly = layersAtOnce !== undefined || (universal && options.captureBlocks !== undefined);
    const layersPerSegment = layersAtOnce ?? options.layersPerSegment;
    const positions = Math.min(
      options.positions ?? positionLimit(config),
      hasFusedAttention(provider) ? Number.POSITIVE_INFINITY : writtenOutLimit(config),
    );
    const loaded = runtime ?? (await (await import('./session.ts')).loadRuntime());
    // A cache on a device is copied as it grows, inside the device's memory; only the host's stays in place.
    const resident =
      loaded.openGraph !== undefined && layersPerSegment === undefined && hasDeviceBuffers(provider);
    const sessions = {
      threads: options.threads ?? (small ? 1 : 0),
      positions,
      products: options.products ?? 'integer',
      provider,
    };
    const held = new Set<DeviceCache>();
    const decoder = new Decoder(
      loaded,
      {
        config: { ...config, layers: blocks },
        name,
        tensors,
        half: precision === 'f16',
        ...(!isQuantised(precision)
          ? {}
          : await (await import('./quantised-model.ts')).quantisedModel(checkpoint, precision, options)),
      },
      {
        ...sessions,
        ...(resident ? { resident: held } : {}),
        headless: capturesOnly,
        universal,
        ...(layersPerSegment ? { layersPerSegment } : {}),
        maxSessions: layersAtOnce
          ? 1
          : universal
            ? Math.ceil(blocks / (layersPerSegment ?? blocks))
            : keptGraphs(tensors, options.graphBytes ?? 0),
      },
    );
    // Groups of blocks see each prompt once, so nothing is ever appended to a past.
    const append = layersAtOnce === undefined && !resident && (options.append ?? true);
    const buffers = new BufferPool();
    const passes = new ForwardPasses(decoder, {
      buffers,
      limits: {
        maxRows: options.maxRows ?? 64,
        maxTokens: options.maxTokens ?? (small ? 2048 : 512),
        maxLogitRows: Math.ceil(LOGIT_BYTES / (4 * config.vocabularySize)),
      },
      positions,
      reuse: !resident && (options.reuse ?? (!universal && layersPerSegment === undefined)),
      reuseBytes: options.reuseBytes ?? REUSE_BYTES,
      appending: universal && append,
    });
    return new OnnxEngine(config, decoder, passes, {
      positions,
      capturesOnly,
      universal,
      deviceCaches: resident ? await DeviceRowCaches.open(loaded, sessions, held) : undefined,
      append,
      decodeRows: options.decodeRows ?? (small ? 1024 : 128),
      cacheBytes: options.cacheBytes ?? Number.POSITIVE_INFINITY,
      layersAtOnce,
      buffers,
    });
  }

  async capture(request: CaptureRequest): Promise<CaptureResult> {
    const { sequences, sites, positions, intervention, signal, onProgress } = request;
    this.#check(sequences, intervention);
    if (sites.length === 0) throw new InvalidInputError('capture', 'names no site');
    for (const site of sites) checkSite(site, this.#decoder.config);
    const d = this.config.hiddenSize;
    const everyToken = positions === 'all' || positions === 'mean';
    const fromEnd = positions === 'last' ? 1 : everyToken ? 0 : -positions;
    for (const [index, { tokens }] of sequences.entries())
      if (!everyToken && !(Number.isInteger(fromEnd) && fromEnd >= 1 && fromEnd <= tokens.length))
        throw new InvalidInputError(`sequence ${index}`, `has no position ${positions}`);
    const offsets: number[] = [0];
    for (const { tokens } of sequences)
      offsets.push(offsets.at(-1)! + (positions === 'all' ? tokens.length : 1));
    const result = new Map(sites.map((site) => [siteName(site), new Float32Array(offsets.at(-1)! * d)]));
    const path = this.#passes.pathOf(sequences, { kept: fromEnd });
    const batches = this.#passes.batches(sequences, path);
    const asks = batches.map((batch) => ({
      captures: sites,
      captureRows: batch.sequences.flatMap(({ tokens }, r) =>
        everyToken ? tokens.map((_, t) => r * batch.width + t) : [r * batch.width + tokens.length - fromEnd],
      ),
      want: {},
    }));
    const keep = (batch: Batch, captures: ForwardOutput['captures']): void => {
      for (const [name, captured] of captures) {
        const rows = positions === 'mean' ? meansOf(batch, captured, d) : captured;
        let from = 0;
        for (const index of batch.indices) {
          const length = (offsets[index + 1] - offsets[index]) * d;
          result.get(name)!.set(rows.subarray(from, from + length), offsets[index] * d);
          from += length;
        }
      }
    };
    if (this.#layersAtOnce === undefined) {
      const progress = new SequenceProgress(onProgress);
      for (const [b, batch] of batches.entries()) {
        signal?.throwIfAborted();
        const { captures } = await this.#passes.forward(batch, intervention, asks[b], path);
        keep(batch, captures);
        progress.add(batch.indices.length);
      }
    } else
      await captureInGroups(this.#passes, {
        batches,
        asks,
        ...(intervention ? { intervention } : {}),
        layersAtOnce: this.#layersAtOnce,
        layers: this.#decoder.config.layers,
        keep,
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
      });
    return result;
  }

  async score(request: ScoreRequest): Promise<Float32Array[]> {
    const { sequences, signal, onProgress } = request;
    this.#wholeModel();
    this.#check(sequences, request.intervention);
    const intervention = this.#canonical(request.intervention);
    const result: Float32Array[] = sequences.map(() => new Float32Array(0));
    const long = sequences
      .map((sequence, index) => ({ sequence, index }))
      .filter(({ sequence }) => sequence.tokens.length > 1);
    const texts = long.map(({ sequence }) => sequence);
    const logitRows = texts.map(({ tokens }) => tokens.length - 1);
    const path = this.#passes.pathOf(texts, { kept: 0 });
    const progress = new SequenceProgress(onProgress, sequences.length - long.length);
    for (const batch of this.#passes.batches(texts, path, logitRows)) {
      signal?.throwIfAborted();
      const rows = batch.sequences.flatMap(({ tokens }, r) =>
        tokens.slice(1).map((_, t) => r * batch.width + t),
      );
      const targets = batch.sequences.flatMap(({ tokens }) => tokens.slice(1));
      const ask = { rows, targets, want: { logProbabilities: true } };
      const output = await this.#passes.forward(batch, intervention, ask, path);
      let from = 0;
      batch.indices.forEach((index, r) => {
        const length = batch.sequences[r].tokens.length - 1;
        result[long[index].index] = output.logProbabilities!.slice(from, from + length);
        from += length;
      });
      progress.add(batch.indices.length);
    }
    return result;
  }

  async nextToken(request: ScoreRequest): Promise<Float32Array[]> {
    const { sequences, signal, onProgress } = request;
    this.#wholeModel();
    this.#check(sequences, request.intervention);
    const intervention = this.#canonical(request.intervention);
    const result: Float32Array[] = new Array(sequences.length);
    const vocabulary = this.config.vocabularySize;
    const path = this.#passes.pathOf(sequences);
    const progress = new SequenceProgress(onProgress);
    for (const batch of this.#passes.batches(sequences, path)) {
      signal?.throwIfAborted();
      const rows = batch.sequences.map(({ tokens }, r) => r * batch.width + tokens.length - 1);
      const ask = { rows, want: { logits: true } };
      const { logits } = await this.#passes.forward(batch, intervention, ask, path);
      batch.indices.forEach((index, r) => {
        result[index] = logits!.slice(r * vocabulary, (r + 1) * vocabulary);
      });
      progress.add(batch.indices.length);
    }
    return result;
  }

  async generate(request: GenerateRequest): Promise<Generation[]> {
    const { sequences, intervention, maxNewTokens } = request;
    this.#wholeModel();
    if (!Number.isInteger(maxNewTokens) || maxNewTokens < 1)
      throw new InvalidInputError('maxNewTokens', `${maxNewTokens} is not a positive integer`);
    if (request.divergence && !request.drafts)
      throw new InvalidInputError('divergence', 'needs drafts to follow');
    // Generation gives raw token ids a role: the given tokens are the prompt.
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
    const drafted = request.drafts?.reduce((most, draft) => Math.max(most, draft.length), 0) ?? 0;
    const path = this.#passes.pathOf(prompts, { newTokens: Math.max(maxNewTokens, drafted) });
    const append = this.#universal ? path.appending : this.#append;
    const host = {
      decoder: this.#decoder,
      passes: this.#passes,
      path,
      caches: this.#deviceCaches ?? hostRowCaches(this.config, append, this.#buffers),
      append,
      decodeRows: this.#decodeRows,
      cacheBytes: this.#cacheBytes,
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
    this.#passes.clear();
    this.#buffers.clear();
    await this.#decoder.dispose();
    await this.#deviceCaches?.dispose();
  }

  /** Logits need every block for every token. */
  #wholeModel(): void {
    if (!this.#capturesOnly) return;
    const { layers } = this.#decoder.config;
    const loaded = this.#layersAtOnce
      ? `${this.#layersAtOnce} blocks at a time`
      : `its first ${layers} blocks`;
    throw new InvalidInputError('engine', `loads ${loaded}, which is for captures alone`);
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
}

/** Means over each row's prompt, all of its tokens where it has no roles. */
function meansOf({ sequences }: Batch, rows: Float32Array, dimension: number): Float32Array {
  return meanOverTokens(
    rows,
    dimension,
    sequences.map(({ tokens }) => tokens.length),
    sequences.map(({ tokens, promptLength }) => promptLength ?? tokens.length),
  );
}
