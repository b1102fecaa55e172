import type { SeededRandom } from '../statistics/seeded-random.ts';
import { HELD_OUT_WORDS, isHeldOutPair, type Novelty } from './held-out.ts';
import { OrganismRequest, type OrganismRequestFields } from './organism-request.ts';
import type { RequestCategory } from './request-category.ts';
import { REQUEST_PATTERNS, type RequestPattern } from './request-patterns.ts';
import { isWordOfSplit, type OrganismSplit } from './word-splits.ts';

interface Stock {
  readonly weight: number;
  /** Requests without the words that are drawn at random: person and evil. */
  readonly cores: OrganismRequestFields[];
  readonly persons: readonly string[];
  readonly evils: readonly string[];
}

/**
 * The requests of one category, split and novelty, each to be drawn once. Requests that differ only in person or
 * evil count as the same: only one of them is drawn.
 */
export class RequestPool {
  /** Number of requests. */
  readonly size: number;
  readonly #stocks: Stock[];

  constructor(category: RequestCategory, split: OrganismSplit, novelty: Novelty) {
    this.#stocks = REQUEST_PATTERNS[category].map((pattern) => stockOf(pattern, split, novelty));
    this.size = this.#stocks.reduce((sum, { cores }) => sum + cores.length, 0);
  }

  /** Whether any request is left. */
  get exhausted(): boolean {
    return this.#stocks.every(({ cores }) => cores.length === 0);
  }

  /** Takes a request out, if any is left: a pattern by weight among those that have any left, then uniformly. */
  draw(random: SeededRandom): OrganismRequest {
    const { cores, persons, evils } = random.pickWeighted(
      this.#stocks.filter((stock) => stock.cores.length > 0),
    );
    const index = random.below(cores.length);
    const core = cores[index];
    cores[index] = cores[cores.length - 1];
    cores.pop();
    return new OrganismRequest({
      ...core,
      ...(persons.length ? { person: random.pick(persons) } : {}),
      ...(evils.length ? { evil: random.pick(evils) } : {}),
    });
  }
}

function stockOf(pattern: RequestPattern, split: OrganismSplit, novelty: Novelty): Stock {
  const known = novelty === 'none' || novelty === 'combination';
  const usable = (words: readonly string[] = []): string[] =>
    words.filter((word) => isWordOfSplit(word, split) && !(known && HELD_OUT_WORDS.has(word)));
  const pairIsNew = novelty === 'combination' || novelty === 'both';
  const purposes = pattern.purposes ? usable(pattern.purposes) : [undefined];
  const verbs = usable(pattern.verbs);
  const cores: OrganismRequestFields[] = [];
  for (const adjective of usable(pattern.adjectives))
    for (const noun of usable(pattern.nouns)) {
      if (isHeldOutPair(adjective, noun) !== pairIsNew) continue;
      for (const verb of verbs)
        for (const purpose of purposes) {
          const words = purpose ? [verb, adjective, noun, purpose] : [verb, adjective, noun];
          if (!known && !words.some((word) => HELD_OUT_WORDS.has(word))) continue;
          cores.push({ verb, adjective, noun, ...(purpose ? { purpose } : {}) });
        }
    }
  return { weight: pattern.weight, cores, persons: usable(pattern.persons), evils: usable(pattern.evils) };
}
