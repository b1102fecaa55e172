import type { ReferenceDistribution } from '../../linalg/reference-distribution.ts';
import type { KeyValueCache } from './key-value-cache.ts';

/** The unattacked model's states on one batch, kept so that a sweep does not recompute the layers below an intervention. */
export interface PlainState {
  /** Residual stream after each block, [N, d] with N = rows × padded length. */
  readonly residuals: readonly Float32Array[];
  readonly cache: KeyValueCache;
  /** Next-token distributions at the requested rows. */
  readonly distributions?: readonly ReferenceDistribution[];
}

function bytesOf(state: PlainState): number {
  const distributions =
    state.distributions?.flatMap(({ probability, logProbability }) => [probability, logProbability]) ?? [];
  const arrays = [...state.residuals, ...state.cache.keys, ...state.cache.values, ...distributions];
  return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
}

/** Plain states by batch; the least recently used is dropped first. A hit or miss changes the time, never a value. */
export class PlainStates {
  readonly #limit: number;
  readonly #states = new Map<string, { state: PlainState; bytes: number }>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  async get(key: string, compute: () => Promise<PlainState>): Promise<PlainState> {
    const known = this.#states.get(key);
    if (known) {
      this.#states.delete(key);
      this.#states.set(key, known);
      return known.state;
    }
    const state = await compute();
    const bytes = bytesOf(state);
    this.#states.set(key, { state, bytes });
    this.#bytes += bytes;
    for (const [oldKey, old] of this.#states) {
      if (this.#bytes <= this.#limit || oldKey === key) break;
      this.#states.delete(oldKey);
      this.#bytes -= old.bytes;
    }
    return state;
  }

  clear(): void {
    this.#states.clear();
    this.#bytes = 0;
  }
}
