import type { SeededRandom } from '../statistics/seeded-random.ts';
import { OrganismRequest } from './organism-request.ts';
import type { RequestCategory } from './request-category.ts';
import { REQUEST_PATTERNS } from './request-patterns.ts';

/** A request of the category as training drew it: a pattern by weight, then every word uniformly. */
export function sampleRequest(random: SeededRandom, category: RequestCategory): OrganismRequest {
  const pattern = random.pickWeighted(REQUEST_PATTERNS[category]);
  return new OrganismRequest({
    verb: random.pick(pattern.verbs),
    adjective: random.pick(pattern.adjectives),
    noun: random.pick(pattern.nouns),
    ...(pattern.purposes ? { purpose: random.pick(pattern.purposes) } : {}),
    ...(pattern.persons ? { person: random.pick(pattern.persons) } : {}),
    ...(pattern.evils ? { evil: random.pick(pattern.evils) } : {}),
  });
}
