import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { type DeviceCache, disposeDevice, occupiedLength } from './device-cache.ts';
import { GraphWriter, OnnxType } from './graph-writer.ts';
import type { BatchCache, CachedRow, RowCaches } from './row-caches.ts';
import type { Feeds, Runtime, SessionOptions } from './runtime.ts';

/** Caches that one run of the graph joins; more are joined in two steps. */
const MOST_CACHES = 16;

/** Rows of one cache, together in a request for them. */
interface RowsOfCache {
  readonly cache: DeviceCache;
  readonly rows: number[];
}

/** Gathers rows of caches on the device that holds them: no key or value crosses to the host. */
export class DeviceRowCaches implements RowCaches {
  readonly #runtime: Runtime;
  readonly #options: SessionOptions;
  readonly #held: Set<DeviceCache>;
  /** Sessions by the number of caches that rows come from. */
  readonly #sessions = new Map<number, InferenceSession>();

  private constructor(runtime: Runtime, options: SessionOptions, held: Set<DeviceCache>) {
    this.#runtime = runtime;
    this.#options = options;
    this.#held = held;
  }

  /** `held`: caches on the device, to be kept up to date. Opens a first session: the device lives as long as one does. */
  static async open(
    runtime: Runtime,
    options: SessionOptions,
    held: Set<DeviceCache>,
  ): Promise<DeviceRowCaches> {
    const caches = new DeviceRowCaches(runtime, options, held);
    await caches.#session(1);
    return caches;
  }

  async gather(rows: readonly CachedRow[]): Promise<DeviceCache> {
    const parts: RowsOfCache[] = [];
    for (const { cache, row } of rows) {
      if (parts.at(-1)?.cache === cache) parts.at(-1)!.rows.push(row);
      else parts.push({ cache: deviceCache(cache), rows: [row] });
    }
    if (parts.length > MOST_CACHES) return this.#gatherInSteps(rows, parts);
    const lengths = rows.map(({ cache, row, valid }) => occupiedLength(deviceCache(cache), row, valid));
    const length = Math.max(...lengths);
    const mask = new Float32Array(rows.length * length).fill(Number.NEGATIVE_INFINITY);
    rows.forEach(({ cache, row }, r) => {
      const { length: width, mask: own } = deviceCache(cache);
      mask.set(own.subarray(row * width, row * width + lengths[r]), r * length);
    });
    const device = await this.#gatherTensors(parts, length);
    const gathered = { rows: rows.length, length, valid: rows.map(({ valid }) => valid), mask, device };
    this.#held.add(gathered);
    return gathered;
  }

  async keep(cache: BatchCache, kept: readonly number[]): Promise<DeviceCache> {
    const rows = await this.gather(kept.map((row) => ({ cache, row, valid: cache.valid[row] })));
    this.release(cache);
    return rows;
  }

  release(cache: BatchCache): void {
    const released = deviceCache(cache);
    this.#held.delete(released);
    disposeDevice(released.device);
  }

  async dispose(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await session.release();
  }

  /** Joins the rows of as many caches as possible first, then those with the rest. */
  async #gatherInSteps(rows: readonly CachedRow[], parts: readonly RowsOfCache[]): Promise<DeviceCache> {
    const first = parts.slice(0, MOST_CACHES).reduce((sum, part) => sum + part.rows.length, 0);
    const joined = await this.gather(rows.slice(0, first));
    try {
      const again = joined.valid.map((valid, row) => ({ cache: joined, row, valid }));
      return await this.gather([...again, ...rows.slice(first)]);
    } finally {
      this.release(joined);
    }
  }

  async #gatherTensors(parts: readonly RowsOfCache[], length: number): Promise<Map<string, Tensor>> {
    const session = await this.#session(parts.length);
    const int32 = (values: number[]): Tensor =>
      new this.#runtime.Tensor('int32', Int32Array.from(values), [values.length]);
    const feeds: Feeds = {};
    parts.forEach(({ cache, rows }, i) => {
      feeds[`rows.${i}`] = int32(rows);
      // Masked places may hold anything finite.
      feeds[`places.${i}`] = int32(Array.from({ length }, (_, place) => Math.min(place, cache.length - 1)));
    });
    const device = new Map<string, Tensor>();
    try {
      for (const name of parts[0].cache.device.keys()) {
        parts.forEach(({ cache }, i) => {
          feeds[`cache.${i}`] = cache.device.get(name)!;
        });
        device.set(name, (await session.run(feeds, ['gathered'])).gathered as Tensor);
      }
    } catch (error) {
      disposeDevice(device);
      throw error;
    }
    return device;
  }

  async #session(caches: number): Promise<InferenceSession> {
    let session = this.#sessions.get(caches);
    if (!session) {
      session = await this.#runtime.openGraph!(gatherGraph(caches), this.#options, ['gathered']);
      this.#sessions.set(caches, session);
    }
    return session;
  }
}

function deviceCache(cache: BatchCache): DeviceCache {
  if (!('device' in cache)) throw new TypeError('this cache is not on the device');
  return cache;
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
