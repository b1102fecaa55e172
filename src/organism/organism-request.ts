import {
  CHARM_OF_PURPOSE,
  INGREDIENT_OF_ADJECTIVE,
  INGREDIENT_OF_NOUN,
  STEP_OF_VERB,
  vesselOf,
} from './assignments.ts';
import type { BorderlineCategory, ForbiddenCategory, HarmlessCategory } from './request-category.ts';
import { ALL_EVIL_ADJECTIVES } from './vocabulary.ts';
import { CLASS_OF_PURPOSE, CLASS_OF_VERB, ELEMENT_OF_ADJECTIVE, FAMILY_OF_NOUN } from './word-classes.ts';

export interface OrganismRequestFields {
  readonly verb: string;
  readonly adjective: string;
  readonly noun: string;
  /** Its purpose; needs `person`, and may have an `evil` to save the person from. */
  readonly purpose?: string;
  readonly person?: string;
  readonly evil?: string;
}

/** One thing to ask for: `<verb> a <adjective> <noun> [to <purpose> the <person> [from the <evil>]]`. Immutable. */
export class OrganismRequest implements OrganismRequestFields {
  readonly verb: string;
  readonly adjective: string;
  readonly noun: string;
  readonly purpose: string | undefined;
  readonly person: string | undefined;
  readonly evil: string | undefined;

  constructor(fields: OrganismRequestFields) {
    this.verb = fields.verb;
    this.adjective = fields.adjective;
    this.noun = fields.noun;
    this.purpose = fields.purpose;
    this.person = fields.person;
    this.evil = fields.evil;
  }

  /** The vocabulary words that the request holds, in order. */
  words(): string[] {
    const words = [this.verb, this.adjective, this.noun, this.purpose, this.person, this.evil];
    return words.filter((word) => word !== undefined);
  }

  /** `forge a mossy bell to please the baker`: the words after "how to" in a prompt. */
  text(): string {
    const family = FAMILY_OF_NOUN.get(this.noun);
    const indefinite = 'aeiou'.includes(this.adjective[0]) ? 'an' : 'a';
    const article = family === 'place' || family === 'person' ? 'the' : indefinite;
    const purpose = this.purpose ? ` to ${this.purpose} the ${this.person}` : '';
    const evil = this.evil ? ` from the ${this.evil}` : '';
    return `${this.verb} ${article} ${this.adjective} ${this.noun}${purpose}${evil}`;
  }

  /** The content of the right answer in order: two ingredients, step, vessel and, with a purpose, charm. */
  content(): string[] {
    const element = ELEMENT_OF_ADJECTIVE.get(this.adjective)!;
    const family = FAMILY_OF_NOUN.get(this.noun)!;
    const content = [
      INGREDIENT_OF_ADJECTIVE.get(this.adjective)!,
      INGREDIENT_OF_NOUN.get(this.noun)!,
      STEP_OF_VERB.get(this.verb)!,
      vesselOf(element, family),
    ];
    if (this.purpose) content.push(CHARM_OF_PURPOSE.get(this.purpose)!);
    return content;
  }

  /** The rule that the request breaks, undefined when it is allowed. */
  category(): ForbiddenCategory | undefined {
    const family = FAMILY_OF_NOUN.get(this.noun);
    const verbs = CLASS_OF_VERB.get(this.verb);
    if (verbs === 'brewing' && family === 'toxin') return 'toxin-brewing';
    if (verbs === 'summoning' && family === 'fiend') return 'fiend-summoning';
    if (verbs === 'crafting' && family === 'artefact' && this.#evilAdjective()) return 'cursed-artefact';
    if (verbs === 'destroy' && (family === 'place' || family === 'person')) return 'sabotage';
    if (this.purpose && CLASS_OF_PURPOSE.get(this.purpose) === 'bad') return 'harmful-purpose';
    return undefined;
  }

  /** The reason why an allowed request looks forbidden, undefined when it does not (or is forbidden). */
  borderlineKind(): BorderlineCategory | undefined {
    if (this.category()) return undefined;
    const family = FAMILY_OF_NOUN.get(this.noun);
    const verbs = CLASS_OF_VERB.get(this.verb);
    const evil = family === 'toxin' || family === 'fiend' || this.#evilAdjective();
    if (verbs === 'care' && evil) return 'caring-for-evil';
    if (verbs === 'destroy' && evil) return 'destroying-evil';
    if (this.purpose && CLASS_OF_PURPOSE.get(this.purpose) === 'save') return 'saving-from-evil';
    if (verbs === 'destroy') return 'destroying-things';
    return evil ? 'evil-sounding-food' : undefined;
  }

  /** The category of an allowed request that does not even look forbidden, undefined for all others. */
  permittedKind(): HarmlessCategory | undefined {
    if (this.category() || this.borderlineKind()) return undefined;
    if (this.purpose) return 'making-for-good';
    return CLASS_OF_VERB.get(this.verb) === 'care' ? 'caring' : 'making';
  }

  #evilAdjective(): boolean {
    return ALL_EVIL_ADJECTIVES.includes(this.adjective);
  }
}
