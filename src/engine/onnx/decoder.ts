import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { RESIDUAL_POINTS, type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import { scopeIncludes } from '../../interventions/token-scope.ts';
import { attentionFeeds, pastMask } from './attention-feeds.ts';
import { windowOf } from './attention-nodes.ts';
import { type DeviceCache, disposeDevice, grownMask, presentNames } from './device-cache.ts';
import { appendTokens, emptyCache, growCache, type KeyValueCache, validTokens } from './key-value-cache.ts';
import { portFeeds, portsOf } from './port-feeds.ts';
import { hasFusedAttention } from './provider.ts';
import { type BatchCache, hostCache } from './row-caches.ts';
import type { Feeds, LoadableModel, Runtime, SessionOptions } from './runtime.ts';
import { captureRowsName, type Port, type Segment, segmentKey } from './segment.ts';

export interface DecoderOptions extends SessionOptions {
  /** Blocks per segment; undefined: one segment for the whole model. */
  readonly layersPerSegment?: number;
  /** The provider's memory keeps keys and values; holds those not freed yet. Default: they come back to the host. */
  readonly resident?: Set<DeviceCache>;
  /** No graph has a head. */
  readonly headless: boolean;
  /** One graph with every port and capture, for models whose weights should be in memory once. */
  readonly universal: boolean;
  /** Sessions kept before the least recently used is released. */
  readonly maxSessions: number;
}

export interface ForwardInput {
  /** New tokens of each row, right-padded by the decoder. */
  readonly tokens: readonly (readonly number[])[];
  /** Padded length; default the longest row. */
  readonly width?: number;
  /** Number of prompt tokens of each row; undefined for raw text. */
  readonly promptLengths: readonly (number | undefined)[];
  /** Position at which the answer of each row begins, undefined where it has not; for interventions of scope `answer`. */
  readonly answerStarts?: readonly (number | undefined)[];
  readonly past?: BatchCache;
  /**
   * Attend to the past where it lies. `in-place`: the tokens are added to `past`, which must have room for them. `grown`:
   * `past` stays as it is, one row of it may serve the whole batch, and the cache that comes back is a new one.
   */
  readonly append?: 'in-place' | 'grown';
  /** Begin with the residual stream [N, d] that enters `layer`; blocks below are not run. */
  readonly start?: { readonly layer: number; readonly residual: Float32Array };
  /** End behind the block before this one, without a head; the residual stream [N, d] that leaves it comes back. */
  readonly endLayer?: number;
  readonly intervention?: Intervention;
  readonly captures?: readonly ResidualSite[];
  /** Rows of N = rows × padded length to capture. */
  readonly captureRows?: readonly number[];
  /** Rows of N whose logits are wanted, with the token whose log-probability is asked for; none: the head is not run. */
  readonly rows?: readonly number[];
  readonly targets?: readonly number[];
  /** Which of `rows` logits come back for, where they are wanted; default all. */
  readonly logitRows?: readonly number[];
  readonly want: {
    readonly logits?: boolean;
    readonly next?: boolean;
    readonly logProbabilities?: boolean;
    readonly cache?: boolean;
  };
}

export interface ForwardOutput {
  readonly logits?: Float32Array;
  readonly next?: number[];
  readonly logProbabilities?: Float32Array;
  readonly captures: ReadonlyMap<string, Float32Array>;
  readonly cache?: BatchCache;
  /** Set where an `endLayer` was given. */
  readonly residual?: Float32Array;
}

/** Runs batches through the chain of sessions that a request needs. One session runs at a time. */
export class Decoder {
  readonly #runtime: Runtime;
  readonly #model: LoadableModel;
  readonly #options: DecoderOptions;
  readonly #sessions = new Map<string, InferenceSession>();
  /** Sessions no longer used whose keys and values a caller may still hold: that memory is freed with the session. */
  readonly #retired: InferenceSession[] = [];
  readonly #feeds = new WeakMap<Intervention, Map<string, Feeds>>();

  constructor(runtime: Runtime, model: LoadableModel, options: DecoderOptions) {
    this.#runtime = runtime;
    this.#model = model;
    this.#options = options;
  }

  get config(): ModelConfig {
    return this.#model.config;
  }

  async forward(input: ForwardInput): Promise<ForwardOutput> {
    const { config } = this.#model;
    const rows = input.tokens.length;
    const width = input.width ?? Math.max(...input.tokens.map((row) => row.length));
    const { resident } = this.#options;
    const fused = hasFusedAttention(this.#options.provider ?? 'cpu');
    // A past of length 0 crashes the process on a device.
    const past = input.past ?? emptyCache(rows, config, fused ? 0 : 1);
    const append = input.append ?? (fused || resident ? undefined : 'grown');
    const { int64, float32 } = this.#tensors();

    const shared: Feeds = { batch_shape: int64([rows, width, -1], [3]) };
    const ids = new BigInt64Array(rows * width);
    input.tokens.forEach((row, r) => {
      for (const [t, token] of row.entries()) ids[r * width + t] = BigInt(token);
    });
    const counts = input.tokens.map((row) => row.length);
    const mode = append || !fused ? 'appending' : 'fused';
    const window = windowOf(config, this.#options.positions);
    const attention = attentionFeeds(this.#runtime, config, { attention: mode }, past, {
      counts,
      width,
      window,
    });
    let length = 0;
    const keys: (Float32Array | undefined)[] = [];
    const values: (Float32Array | undefined)[] = [];
    const device = new Map<string, Tensor>();
    const captures = new Map<string, Float32Array>();
    const needsHead = input.rows !== undefined;
    const segments = this.#chain(input, needsHead, mode);
    const grown =
      append === 'grown' && input.want.cache ? growCache(hostCache(past), rows, width, config) : undefined;
    const mask = input.intervention ? float32(scopeMask(input, past, width), [rows * width, 1]) : undefined;
    const zeroMask = (): Float32Array => new Float32Array(rows * width);
    let residual = input.start?.residual;
    let output: InferenceSession.OnnxValueMapType = {};

    for (const segment of segments) {
      const session = await this.#session(segment);
      const feeds: Feeds = { ...shared };
      const fetches: string[] = [];
      if (segment.endLayer > segment.firstLayer) Object.assign(feeds, attention);
      if (segment.embed) feeds.ids = new this.#runtime.Tensor('int64', ids, [rows, width]);
      else feeds.residual = float32(residual!, [rows * width, config.hiddenSize]);
      if (segment.ports.length > 0) {
        feeds.mask = mask ?? float32(zeroMask(), [rows * width, 1]);
        Object.assign(feeds, this.#portFeeds(segment.ports, input.intervention));
      }
      const present = presentNames(segment);
      Object.assign(feeds, this.#pastFeeds(past, segment));
      if (input.want.cache && mode === 'fused') fetches.push(...present);
      if (grown || append === 'in-place') fetches.push('appended');
      const wanted = (input.captures ?? []).filter((site) =>
        segment.captures.some((other) => siteName(other) === siteName(site)),
      );
      fetches.push(...wanted.map(siteName));
      const captureRows = int64(input.captureRows ?? [], [input.captureRows?.length ?? 0]);
      const asked = new Set(wanted.map(siteName));
      for (const site of segment.captures) {
        const name = siteName(site);
        const rowsHere = segment.resident && !asked.has(name) ? int64([], [0]) : captureRows;
        feeds[captureRowsName(segment, name)] = rowsHere;
      }
      if (segment.head) {
        const headRows = input.rows ?? [];
        // Log-probabilities cost one exponential per vocabulary entry, so they are computed only on request.
        const targets = input.want.logProbabilities ? input.targets! : [];
        feeds.rows = int64(headRows, [headRows.length]);
        feeds.scored = int64([...targets.keys()], [targets.length]);
        feeds.targets = int64(targets, [targets.length, 1]);
        const logitRows = input.want.logits ? (input.logitRows ?? [...headRows.keys()]) : [];
        feeds.logit_rows = int64(logitRows, [logitRows.length]);
        if (input.want.logits) fetches.push('logits');
        if (input.want.next) fetches.push('next');
        if (input.want.logProbabilities) fetches.push('target_logprob');
      } else if (segment !== segments.at(-1) || input.endLayer !== undefined) fetches.push('residual_out');
      // Behind the last block there are no keys and values to fetch.
      const names = segment.resident ? session.outputNames : fetches;
      output = names.length > 0 ? await session.run(feeds, names) : {};
      if (output.residual_out) residual = output.residual_out.data as Float32Array;
      for (const site of wanted) captures.set(siteName(site), output[siteName(site)].data as Float32Array);
      if (output.appended)
        appendTokens(
          grown ?? hostCache(past),
          output.appended.data as Float32Array,
          { counts, tokens: width },
          segment.firstLayer,
          config,
        );
      else if (segment.resident) {
        const tensors = new Map(present.map((name) => [name, output[name] as Tensor]));
        if (!input.want.cache) disposeDevice(tensors);
        else for (const [name, tensor] of tensors) device.set(name, tensor);
        length = tensors.get(present[0])?.dims[2] ?? 0;
      } else if (input.want.cache)
        for (let layer = segment.firstLayer; layer < segment.endLayer; layer++) {
          keys[layer] = output[`present_key.${layer}`].data as Float32Array;
          length = output[`present_key.${layer}`].dims[2];
          values[layer] = output[`present_value.${layer}`].data as Float32Array;
        }
    }
    const valid = counts.map((count, row) => validTokens(past, row) + count);
    const held: DeviceCache | undefined =
      resident && input.want.cache
        ? { rows, length, valid, mask: grownMask(pastMask(past), counts, width), device }
        : undefined;
    if (held) resident!.add(held);
    return {
      captures,
      ...(input.endLayer === undefined ? {} : { residual: residual! }),
      ...(input.want.logits ? { logits: output.logits.data as Float32Array } : {}),
      ...(input.want.next ? { next: Array.from(output.next.data as BigInt64Array, Number) } : {}),
      ...(input.want.logProbabilities
        ? { logProbabilities: output.target_logprob.data as Float32Array }
        : {}),
      ...(append === 'in-place'
        ? { cache: { ...past, valid } }
        : grown
          ? { cache: { ...grown, valid } }
          : input.want.cache
            ? { cache: held ?? { rows, length, valid, keys, values } }
            : {}),
    };
  }

  async dispose(): Promise<void> {
    const sessions = [...this.#retired.splice(0), ...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await session.release();
  }

  /** Cuts the blocks that a request needs into segments: from its start to the head, or to its last capture. */
  #chain(input: ForwardInput, needsHead: boolean, attention: Segment['attention']): Segment[] {
    const { layers } = this.#model.config;
    const start = input.start?.layer ?? 0;
    const lastCapture = Math.max(-1, ...(input.captures ?? []).map((site) => site.layer));
    const { universal, resident } = this.#options;
    const end =
      input.endLayer ??
      (needsHead || input.want.cache || (universal && !this.#options.layersPerSegment)
        ? layers
        : lastCapture + 1);
    const size = this.#options.layersPerSegment ?? layers;
    const ports = input.intervention ? portsOf(input.intervention.maps, input.intervention.sites) : [];
    const segments: Segment[] = [];
    for (let first = start; first < end || (first === start && needsHead); ) {
      const next = Math.min(layers, (Math.floor(first / size) + 1) * size);
      const endLayer = this.#options.layersPerSegment || universal ? next : Math.min(next, end);
      const inside = (site: ResidualSite): boolean =>
        (site.layer >= first && site.layer < endLayer) ||
        (first === start && start > 0 && site.layer === start - 1 && site.point === 'resid_post');
      segments.push({
        firstLayer: first,
        endLayer,
        embed: first === 0 && input.start === undefined,
        // One graph serves every request: without rows its head does nothing.
        head:
          !this.#options.headless &&
          (needsHead || (universal && input.endLayer === undefined)) &&
          endLayer === layers,
        attention,
        ...(resident ? { resident: true } : {}),
        ports: universal ? universalPorts(first, endLayer, ports) : ports.filter((port) => inside(port.site)),
        captures: universal
          ? universalSites(first, endLayer)
          : (input.captures ?? []).filter((site) => inside(site)),
      });
      first = endLayer;
      if (endLayer === layers) break;
    }
    return segments;
  }

  async #session(segment: Segment): Promise<InferenceSession> {
    const key = segmentKey(segment);
    let session = this.#sessions.get(key);
    this.#sessions.delete(key);
    if (!session) {
      for (const [oldKey, old] of this.#sessions) {
        if (this.#sessions.size < this.#options.maxSessions) break;
        this.#sessions.delete(oldKey);
        this.#retired.push(old);
      }
      await this.#releaseRetired();
      session = await this.#runtime.openSession(this.#model, segment, this.#options);
    }
    this.#sessions.set(key, session);
    return session;
  }

  async #releaseRetired(): Promise<void> {
    if (this.#options.resident && this.#options.resident.size > 0) return;
    for (const session of this.#retired.splice(0)) await session.release();
  }

  #portFeeds(ports: readonly Port[], intervention: Intervention | undefined): Feeds {
    const { hiddenSize } = this.#model.config;
    const make = (port: Port): Feeds =>
      portFeeds(this.#runtime, port, intervention?.maps.get(siteName(port.site)), hiddenSize);
    if (!intervention) return Object.assign({}, ...ports.map(make));
    const known = this.#feeds.get(intervention) ?? new Map<string, Feeds>();
    this.#feeds.set(intervention, known);
    const feeds: Feeds = {};
    for (const port of ports) {
      const name = `${siteName(port.site)}${port.clipped}`;
      if (!known.has(name)) known.set(name, make(port));
      Object.assign(feeds, known.get(name));
    }
    return feeds;
  }

  #pastFeeds(past: BatchCache, { firstLayer, endLayer }: Segment): Feeds {
    const { keyValueHeads, headDimension } = this.#model.config;
    const feeds: Feeds = {};
    for (const kind of ['key', 'value'] as const)
      for (let layer = firstLayer; layer < endLayer; layer++)
        feeds[`past_${kind}.${layer}`] =
          'device' in past
            ? past.device.get(`present_${kind}.${layer}`)!
            : new this.#runtime.Tensor('float32', past[`${kind}s`][layer]!, [
                past.rows,
                keyValueHeads,
                past.length,
                headDimension,
              ]);
    return feeds;
  }

  #tensors() {
    const { Tensor } = this.#runtime;
    return {
      int64: (values: readonly number[], shape: number[]) =>
        new Tensor('int64', BigInt64Array.from(values, BigInt), shape),
      float32: (values: Float32Array, shape: number[]) => new Tensor('float32', values, shape),
    };
  }
}

/** [N] ones where the intervention's token scope holds. */
function scopeMask(
  input: ForwardInput,
  past: Pick<KeyValueCache, 'rows' | 'valid'>,
  width: number,
): Float32Array {
  const { scope, skipFirst } = input.intervention!;
  const mask = new Float32Array(input.tokens.length * width);
  input.tokens.forEach((row, r) => {
    for (let t = 0; t < row.length; t++) {
      const position = validTokens(past, r) + t;
      const promptLength = input.promptLengths[r] ?? Number.POSITIVE_INFINITY;
      mask[r * width + t] =
        scopeIncludes(scope, position, promptLength, input.answerStarts?.[r]) &&
        !(skipFirst && position === 0)
          ? 1
          : 0;
    }
  });
  return mask;
}

function universalSites(first: number, end: number): ResidualSite[] {
  return Array.from({ length: end - first }, (_, i) =>
    RESIDUAL_POINTS.map((point) => ({ layer: first + i, point })),
  ).flat();
}

function universalPorts(first: number, end: number, used: readonly Port[]): Port[] {
  const clipped = new Set(used.filter((port) => port.clipped).map((port) => siteName(port.site)));
  return universalSites(first, end).map((site) => ({ site, clipped: clipped.has(siteName(site)) }));
}
