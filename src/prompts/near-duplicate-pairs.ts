import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { wordTokens } from './word-tokens.ts';

/** Two texts by their indices, `first` < `second`, and their Jaccard similarity |A ∩ B| / |A ∪ B| over word tokens. */
export interface NearDuplicatePair {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/** What `threshold * size` may be off by in floating point, far below the distance of two fractions of word counts. */
const ROUNDING = 1e-9;

/** A text with those of its near-duplicates that came before it. */
export interface NearDuplicates {
  readonly text: number;
  readonly others: readonly { readonly text: number; readonly similarity: number }[];
}

/** Every pair of texts whose word tokens have a Jaccard similarity ≥ `threshold`, in no particular order; see {@link nearDuplicatesByText}. */
export function* nearDuplicatePairs(
  texts: readonly string[],
  threshold: number,
  skip?: (a: number, b: number) => boolean,
): Generator<NearDuplicatePair> {
  for (const { text, others } of nearDuplicatesByText(texts, threshold, skip))
    for (const { text: other, similarity } of others)
      yield { first: Math.min(other, text), second: Math.max(other, text), similarity };
}

/**
 * Every text once, the shortest first (of as many words in their order), with its near-duplicates among those before it: Jaccard similarity
 * of word tokens ≥ `threshold`; exact. `skip` spares pairs that need no answer.
 *
 * A prefix filter (Bayardo et al. 2007; Chaudhuri et al. 2006): with each set's tokens sorted from the rarest, two sets
 * of similarity ≥ t share a token among the first n − ⌈t n⌉ + 1 of each; only sets that do, and whose sizes allow it,
 * are compared. Throws InvalidInputError unless 0 < threshold ≤ 1.
 */
export function* nearDuplicatesByText(
  texts: readonly string[],
  threshold: number,
  skip: (a: number, b: number) => boolean = () => false,
): Generator<NearDuplicates> {
  if (!(threshold > 0 && threshold <= 1))
    throw new InvalidInputError('duplicate threshold', `${threshold} is not in (0, 1]`);
  const sets = rarestFirst(texts);
  const bySize = sets.map((_, index) => index).sort((a, b) => sets[a].length - sets[b].length || a - b);
  const holders = new Map<number, number[]>();
  const comparedWith = new Int32Array(sets.length).fill(-1);
  for (const current of bySize) {
    const tokens = sets[current];
    const found: { text: number; similarity: number }[] = [];
    const prefix = tokens.length - Math.ceil(threshold * tokens.length - ROUNDING) + 1;
    for (let at = 0; at < prefix; at++) {
      const others = holders.get(tokens[at]);
      if (!others) {
        holders.set(tokens[at], [current]);
        continue;
      }
      for (const other of others) {
        if (comparedWith[other] === current) continue;
        comparedWith[other] = current;
        if (sets[other].length < threshold * tokens.length - ROUNDING || skip(other, current)) continue;
        const together = sets[other].length + tokens.length;
        // |A ∩ B| ≥ t |A ∪ B| means |A ∩ B| ≥ t (|A| + |B|) / (1 + t).
        const needed = Math.ceil((threshold * together) / (1 + threshold) - ROUNDING);
        const shared = intersectionSize(sets[other], tokens, needed);
        const similarity = shared / (together - shared);
        if (similarity >= threshold) found.push({ text: other, similarity });
      }
      others.push(current);
    }
    yield { text: current, others: found };
  }
}

/** Each text's tokens as ascending numbers; the rarer a token is among the texts, the lower its number. */
function rarestFirst(texts: readonly string[]): Int32Array[] {
  const sets = texts.map(wordTokens);
  const counts = new Map<string, number>();
  for (const set of sets) for (const token of set) counts.set(token, (counts.get(token) ?? 0) + 1);
  const ranks = new Map(
    [...counts].sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1)).map(([token], rank) => [token, rank]),
  );
  return sets.map((set) => Int32Array.from(set, (token) => ranks.get(token)!).sort());
}

/** |A ∩ B|, or some number below `needed` where it is below. */
function intersectionSize(a: Int32Array, b: Int32Array, needed: number): number {
  let shared = 0;
  let missesOfA = a.length - needed;
  let missesOfB = b.length - needed;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared++;
      i++;
      j++;
    } else if (a[i] < b[j]) {
      if (--missesOfA < 0) return shared;
      i++;
    } else {
      if (--missesOfB < 0) return shared;
      j++;
    }
  }
  return shared;
}
