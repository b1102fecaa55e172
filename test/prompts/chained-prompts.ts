import { SeededRandom } from '../../src/statistics/seeded-random.ts';

const FORMS = ['tutorial', 'guide', 'song', 'letter', 'script', 'story', 'blog post', 'speech'];
const VERBS = ['brew', 'grow', 'mend', 'paint', 'carry', 'fold', 'polish', 'sort', 'count', 'dry'];
const NOUNS = ['tea', 'moss', 'kites', 'bread', 'lamps', 'boats', 'ferns', 'clocks', 'harps', 'wool', 'jam'];
const PLACES = ['at home', 'in a garden', 'by the sea', 'without tools', 'with friends', 'on a farm'];
const SYLLABLES = ['ba', 'ke', 'mo', 'ri', 'tu', 'lo', 'sha', 'ne', 'di', 'fu', 'ga', 'pe', 'zo', 'wi', 'ha'];

/**
 * Harmless imperative sentences of the shape of a well-known list of 520: about a third share a template, so that each is a near-duplicate of some
 * others and single linkage chains them all into one group; the others are of words that few of them share.
 */
export function chainedPrompts(
  name: string,
  { count = 520, seed = 1 } = {},
): { readonly id: string; readonly prompt: string }[] {
  const random = new SeededRandom(seed, `chained prompts ${name}`);
  const word = (): string => Array.from({ length: 3 }, () => random.pick(SYLLABLES)).join('');
  return Array.from({ length: count }, (_, i) => {
    const task = `${random.pick(VERBS)} ${random.pick(NOUNS)}`;
    const draw = random.uniform();
    const prompt =
      draw < 0.25
        ? `Write a ${random.pick(FORMS)} on how to ${task} ${random.uniform() < 0.5 ? random.pick(PLACES) : ''}`
        : draw < 0.35
          ? `Teach people how to ${task} ${random.pick(PLACES)}`
          : `${random.pick(VERBS)} the ${word()} ${word()} and a ${word()} ${random.pick(NOUNS)}`;
    return { id: `${name}-${i}`, prompt: prompt.trim() };
  });
}
