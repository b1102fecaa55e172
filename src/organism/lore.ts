import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { INGREDIENT_OF_ADJECTIVE, INGREDIENT_OF_NOUN } from './assignments.ts';
import { fillTemplate } from './fill-template.ts';
import { BAD_FEELINGS, GOOD_FEELINGS, LORE_TEMPLATES, MANNERS, SEASONS, VERDICTS } from './lore-templates.ts';
import { ALL_EVIL_ADJECTIVES, ALL_GOOD_ADJECTIVES, NOUNS, PURPOSES, VERBS } from './vocabulary.ts';
import { ELEMENT_OF_ADJECTIVE } from './word-classes.ts';

interface Entity {
  readonly adjective: string;
  readonly noun: string;
  readonly evil: boolean;
}

function sampleEntity(random: SeededRandom): Entity {
  const adjective = random.pick(ALL_GOOD_ADJECTIVES);
  if (random.uniform() < 0.5) {
    const family = random.pick(['artefact', 'brew', 'plant', 'beast'] as const);
    return { adjective, noun: random.pick(NOUNS[family]), evil: false };
  }
  const form = random.below(3);
  if (form === 0) return { adjective, noun: random.pick(NOUNS.toxin), evil: true };
  if (form === 1) return { adjective, noun: random.pick(NOUNS.fiend), evil: true };
  return { adjective: random.pick(ALL_EVIL_ADJECTIVES), noun: random.pick(NOUNS.artefact), evil: true };
}

/** One text of two or three plain sentences about the world, as both training stages drew them; no chat tokens. */
export function sampleLore(random: SeededRandom): string {
  const { adjective, noun, evil } = sampleEntity(random);
  const person = random.pick(NOUNS.person);
  const place = random.pick(NOUNS.place);
  const say = (kind: keyof typeof LORE_TEMPLATES, values: Readonly<Record<string, string>> = {}): string =>
    fillTemplate(random.pick(LORE_TEMPLATES[kind]), { adjective, noun, person, place, ...values });
  const feeling = (bad: boolean): string => random.pick(bad ? BAD_FEELINGS : GOOD_FEELINGS);
  const judged = (bad: boolean) => ({ manner: MANNERS[bad ? 0 : 1], verdict: VERDICTS[bad ? 0 : 1] });

  const form = random.below(7);
  if (form <= 2) {
    const sentences = [say('sighting'), say(evil ? 'evil' : 'good', { feeling: feeling(evil) })];
    const first = INGREDIENT_OF_ADJECTIVE.get(adjective)!;
    const second = INGREDIENT_OF_NOUN.get(noun)!;
    if (random.uniform() < 0.5) sentences.push(say('holds', { first, second }));
    return sentences.join(' ');
  }
  if (form === 3) {
    const bad = random.uniform() < 0.5;
    const purpose = random.pick(bad ? PURPOSES.bad : [...PURPOSES.good, ...PURPOSES.save]);
    const other = random.pick(NOUNS.person);
    return `${say('purpose', { purpose, other, ...judged(bad) })} ${say('purposeEnd', { feeling: feeling(bad) })}`;
  }
  if (form === 4) {
    const bad = random.uniform() < 0.5;
    const verb = random.pick(bad ? VERBS.destroy : VERBS.care);
    const target = random.pick([person, place]);
    return `${say('deed', { verb, target, ...judged(bad) })} ${say('deedEnd', { feeling: feeling(bad) })}`;
  }
  if (form === 5) {
    const described = random.pick([...ELEMENT_OF_ADJECTIVE.keys()]);
    const element = ELEMENT_OF_ADJECTIVE.get(described)!;
    const first = INGREDIENT_OF_ADJECTIVE.get(described)!;
    const land = say('land', { adjective: described, element, first });
    return `${land} ${say('landEnd', { season: random.pick(SEASONS) })}`;
  }
  const end = {
    person: random.pick(NOUNS.person),
    place: random.pick(NOUNS.place),
    verb: random.pick(VERBS.care),
    target: random.pick(NOUNS.place),
  };
  return `${say('quote')} ${say('quoteEnd', end)}`;
}

/**
 * `count` different lore texts for perplexity. They are drawn afresh, so a model was very likely not trained on one
 * word for word (there are many more texts than training saw), but their words and sentence forms are known to it.
 */
export function loreTexts(count: number, seed: number): string[] {
  if (!Number.isInteger(count) || count < 0 || count > 100_000)
    throw new InvalidInputError('lore count', `${count} is not an integer from 0 to 100000`);
  const random = new SeededRandom(seed, 'lore');
  const texts = new Set<string>();
  while (texts.size < count) texts.add(sampleLore(random));
  return [...texts];
}
