import type { ReferenceDistribution } from '../../linalg/reference-distribution.ts';

/** The unattacked model's states on one sequence of T tokens, kept so that a sweep does not recompute the layers below an intervention. */
export interface PlainState {
  /** Residual stream after each block, [T, d]. */
  readonly residuals: readonly Float32Array[];
  /** Keys and values of each block, [kvHeads, T, headDimension]. */
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
  /** Next-token distributions, by position, where they were asked for. */
  readonly distributions: ReadonlyMap<number, ReferenceDistribution>;
}

/** A sequence, and the positions whose next-token distributions are needed. */
export interface PlainRequest {
  readonly tokens: readonly number[];
  readonly positions: readonly number[];
}

function bytesOf({ residuals, keys, values, distributions }: PlainState): number {
  const compared = [...distributions.values()].flatMap(({ probability, logProbability }) => [
    probability,
    logProbability,
  ]);
  return [...residuals, ...keys, ...values, ...compared].reduce((sum, array) => sum + array.byteLength, 0);
}

/** Plain states by sequence; the least recently used is dropped first. A hit or miss changes the time, never a value. */
export class PlainStates {
  readonly #limit: number;
  readonly #states = new Map<string, { state: PlainState; bytes: number }>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  /** The states of these sequences; `compute` is asked once for those that are not known. */
  async get(
    requests: readonly PlainRequest[],
    compute: (missing: readonly PlainRequest[]) => Promise<readonly PlainState[]>,
  ): Promise<PlainState[]> {
    const keys = requests.map(({ tokens }) => tokens.join(' '));
    const found = keys.map((key, i) => this.#known(key, requests[i].positions));
    const missing = requests.filter((_, i) => found[i] === undefined);
    const computed = missing.length > 0 ? await compute(missing) : [];
    let next = 0;
    const states = found.map((state, i) => state ?? this.#keep(keys[i], computed[next++]));
    this.#dropBeyondLimit(new Set(keys));
    return states;
  }

  clear(): void {
    this.#states.clear();
    this.#bytes = 0;
  }

  #known(key: string, positions: readonly number[]): PlainState | undefined {
    const known = this.#states.get(key);
    if (!known || !positions.every((position) => known.state.distributions.has(position))) return undefined;
    this.#states.delete(key);
    this.#states.set(key, known);
    return known.state;
  }

  #keep(key: string, state: PlainState): PlainState {
    this.#bytes -= this.#states.get(key)?.bytes ?? 0;
    this.#states.delete(key);
    const bytes = bytesOf(state);
    this.#states.set(key, { state, bytes });
    this.#bytes += bytes;
    return state;
  }

  #dropBeyondLimit(inUse: ReadonlySet<string>): void {
    for (const [key, { bytes }] of this.#states) {
      if (this.#bytes <= this.#limit) break;
      if (inUse.has(key)) continue;
      this.#states.delete(key);
      this.#bytes -= bytes;
    }
  }
}
