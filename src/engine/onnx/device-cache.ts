import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphWriter, OnnxType } from './graph-writer.ts';
import type { BatchCache, CachedRow, RowCaches } from './row-caches.ts';
import type { Feeds, Runtime, SessionOptions } from './runtime.ts';
import type { Segment } from './segment.ts';

/**
 * Keys and values of a batch in the memory of the provider that computed them: by layer, each [rows, kvHeads, length, headDimension].
 *
 * A session of onnxruntime-node 1.30 whose outputs stay on the device binds them once and for all: an output that an earlier run
 * fetched and a later one does not comes back in the place of another. Such a session fetches the same outputs in every run.
 */
export interface DeviceCache {
  readonly rows: number;
  readonly length: number;
  /** Tokens that each row holds. */
  readonly valid: readonly number[];
  /** [rows, length]: 0 where a place holds one of them, −∞ elsewhere; new tokens come behind the last place, so rows have holes. */
  readonly mask: Float32Array;
  /** By the name of the graph's output, see {@link presentNames}. */
  readonly device: ReadonlyMap<string, Tensor>;
}

/** A segment's keys and values as outputs of its graph. */
export function presentNames({ firstLayer, endLayer }: Pick<Segment, 'firstLayer' | 'endLayer'>): string[] {
  return Array.from({ length: endLayer - firstLayer }, (_, i) => firstLayer + i).flatMap((layer) => [
    `present_key.${layer}`,
    `present_value.${layer}`,
  ]);
}

/** Keys and values of a run in the device's memory; whoever takes them disposes of them. */
export function takeFromDevice(
  output: InferenceSession.OnnxValueMapType,
  names: readonly string[],
): Map<string, Tensor> {
  return new Map(names.map((name) => [name, output[name] as Tensor]));
}

/** Frees the device's memory now: until it is collected, a tensor's few bytes here hold megabytes there. */
export function disposeDevice(tensors: ReadonlyMap<string, Tensor>): void {
  for (const tensor of tensors.values()) tensor.dispose();
}

/** Gathers rows of caches on the device that holds them: no key or value crosses to the host. */
export class DeviceRowCaches implements RowCaches {
  readonly #runtime: Runtime;
  readonly #options: SessionOptions;
  /** By number of caches that rows come from. */
  readonly #sessions = new Map<number, Promise<InferenceSession>>();

  constructor(runtime: Runtime, options: SessionOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  async gather(rows: readonly CachedRow[]): Promise<DeviceCache> {
    const runs: { readonly cache: DeviceCache; readonly rows: number[] }[] = [];
    for (const { cache, row } of rows) {
      if (runs.at(-1)?.cache === cache) runs.at(-1)!.rows.push(row);
      else runs.push({ cache: deviceCache(cache), rows: [row] });
    }
    const session = await this.#session(runs.length);
    const lengths = rows.map(({ cache, row, valid }) => lengthOf(deviceCache(cache), row, valid));
    const length = Math.max(...lengths);
    const mask = new Float32Array(rows.length * length).fill(Number.NEGATIVE_INFINITY);
    rows.forEach(({ cache, row }, r) => {
      const { length: width, mask: own } = deviceCache(cache);
      mask.set(own.subarray(row * width, row * width + lengths[r]), r * length);
    });
    const feeds: Feeds = {};
    const int32 = (values: number[]): Tensor =>
      new this.#runtime.Tensor('int32', Int32Array.from(values), [values.length]);
    runs.forEach((run, i) => {
      feeds[`rows.${i}`] = int32(run.rows);
      // What the mask leaves out may be anything finite.
      feeds[`places.${i}`] = int32(
        Array.from({ length }, (_, place) => Math.min(place, run.cache.length - 1)),
      );
    });
    const device = new Map<string, Tensor>();
    for (const name of runs[0].cache.device.keys()) {
      runs.forEach(({ cache }, i) => {
        feeds[`cache.${i}`] = cache.device.get(name)!;
      });
      device.set(name, (await session.run(feeds, ['gathered'])).gathered as Tensor);
    }
    return { rows: rows.length, length, valid: rows.map(({ valid }) => valid), mask, device };
  }

  async keep(cache: BatchCache, kept: readonly number[]): Promise<DeviceCache> {
    const smaller = await this.gather(kept.map((row) => ({ cache, row, valid: cache.valid[row] })));
    this.release(cache);
    return smaller;
  }

  release(cache: BatchCache): void {
    disposeDevice(deviceCache(cache).device);
  }

  async dispose(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await (await session).release();
  }

  #session(caches: number): Promise<InferenceSession> {
    let session = this.#sessions.get(caches);
    if (!session)
      this.#sessions.set(
        caches,
        (session = this.#runtime.openGraph!(gatherGraph(caches), this.#options, ['gathered'])),
      );
    return session;
  }
}

/** `gathered` [Σ Rᵢ, kv, L, head] of `cache.i` [Bᵢ, kv, Pᵢ, head] at `rows.i` [Rᵢ] and `places.i` [L]. */
function gatherGraph(caches: number): Uint8Array {
  const graph = new GraphWriter();
  const parts = Array.from({ length: caches }, (_, i) => {
    const cache = graph.input(`cache.${i}`, OnnxType.float32, [`batch.${i}`, 'heads', `past.${i}`, 'head']);
    const rows = graph.input(`rows.${i}`, OnnxType.int32, [`rows.${i}`]);
    const places = graph.input(`places.${i}`, OnnxType.int32, ['length']);
    const kept = graph.node('Gather', [cache, rows], `kept.${i}`, { axis: { int: 0 } });
    return graph.node('Gather', [kept, places], caches === 1 ? 'gathered' : `cut.${i}`, { axis: { int: 2 } });
  });
  if (caches > 1) graph.node('Concat', parts, 'gathered', { axis: { int: 0 } });
  graph.output('gathered', OnnxType.float32, ['rows', 'heads', 'length', 'head']);
  return graph.finish();
}

function deviceCache(cache: BatchCache): DeviceCache {
  if (!('device' in cache)) throw new TypeError('this cache is not on the device');
  return cache;
}

/** Places up to the last of a row's first `valid` tokens. */
function lengthOf({ length, mask }: DeviceCache, row: number, valid: number): number {
  let held = 0;
  let place = 0;
  for (; held < valid; place++) if (mask[row * length + place] === 0) held += 1;
  return place;
}

/** The mask of a cache that new tokens were put behind: `counts[r]` of `tokens` places are row r's. */
export function grownMask(mask: Float32Array, counts: readonly number[], tokens: number): Float32Array {
  const past = mask.length / counts.length;
  const length = past + tokens;
  const grown = new Float32Array(counts.length * length).fill(Number.NEGATIVE_INFINITY);
  counts.forEach((count, row) => {
    grown.set(mask.subarray(row * past, (row + 1) * past), row * length);
    grown.fill(0, row * length + past, row * length + past + count);
  });
  return grown;
}
