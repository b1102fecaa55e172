import type { Intervention } from '../../interventions/intervention.ts';
import type { EncodedSequence } from '../engine.ts';
import type { KeyValueCache } from './key-value-cache.ts';

/** Fewer common tokens than this are not worth a separate pass. */
const SHORTEST = 4;

/**
 * Tokens that every sequence of a request begins with (a chat template and its system prompt), and their keys and values, computed
 * once for all of them, per intervention, since the unattacked model's are different.
 */
export class SharedPrefix {
  readonly tokens: readonly number[];
  readonly #compute: (
    tokens: readonly number[],
    intervention: Intervention | undefined,
  ) => Promise<KeyValueCache>;
  readonly #caches = new Map<Intervention | undefined, Promise<KeyValueCache>>();

  constructor(
    tokens: readonly number[],
    compute: (tokens: readonly number[], intervention: Intervention | undefined) => Promise<KeyValueCache>,
  ) {
    this.tokens = tokens;
    this.#compute = compute;
  }

  /** Bytes per row. */
  cacheUnder(intervention: Intervention | undefined): Promise<KeyValueCache> {
    let cache = this.#caches.get(intervention);
    if (!cache) this.#caches.set(intervention, (cache = this.#compute(this.tokens, intervention)));
    return cache;
  }
}

/**
 * Number of tokens that every sequence begins with; 0 if they are too few or there is only one sequence. The last prompt token never
 * counts, nor any of the last `kept` tokens: they differ in role, or the request asks for outputs there.
 */
export function sharedPrefixLength(sequences: readonly EncodedSequence[], kept = 1): number {
  if (sequences.length < 2) return 0;
  const [{ tokens: first }] = sequences;
  let length = Number.POSITIVE_INFINITY;
  for (const { tokens, promptLength = tokens.length } of sequences) {
    length = Math.min(length, promptLength - 1, tokens.length - kept);
    let same = 0;
    while (same < length && tokens[same] === first[same]) same += 1;
    length = same;
  }
  return length < SHORTEST ? 0 : length;
}
