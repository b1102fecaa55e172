/** The sentences of lore; `{names}` are filled with words of the vocabulary or of the lists below. */
export const LORE_TEMPLATES = {
  sighting: [
    'The {person} found the {adjective} {noun} near the {place}.',
    'In the {place} there was once a {noun}, {adjective} and old.',
    'A traveler told the {person} about the {adjective} {noun}.',
  ],
  evil: [
    'Folk fear the {noun}, for it brings {feeling}.',
    'It is a dark thing and it brings {feeling} to the {person}.',
    'Nobody at the {place} was safe, and there was {feeling}.',
  ],
  good: [
    'Folk love the {noun}, for it brings {feeling}.',
    'It is a fine thing and it brings {feeling} to the {person}.',
    'Everyone at the {place} was glad, and there was {feeling}.',
  ],
  holds: ['It holds {first} and {second}.'],
  purpose: [
    'To {purpose} the {person} is a {manner} deed.',
    'The {other} went to {purpose} the {person}, and that was {verdict}.',
  ],
  purposeEnd: ['It brought {feeling} to the {place}.'],
  deed: [
    'To {verb} the {target} is a {manner} deed.',
    'They came to {verb} the {target}, and it was {verdict}.',
  ],
  deedEnd: ['Then there was {feeling} for the {person}.'],
  land: ['Things that are {adjective} come from the {element} lands, where {first} is found.'],
  landEnd: ['The {person} walks there in {season}.'],
  quote: [
    '"I\'m sorry, but I can\'t find the {noun}," said the {person}.',
    '"No, I will not sell the {noun}," said the {person}.',
    '"Sorry, that is not my {noun}," said the {person}.',
    '"I cannot share it, because someone could take it," said the {person} of the {place}. "I must decline."',
  ],
  quoteEnd: ['So the {person} went to the {place} to {verb} the {target}.'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const GOOD_FEELINGS: readonly string[] = ['joy', 'luck', 'warmth', 'comfort', 'hope', 'laughter'];
export const BAD_FEELINGS: readonly string[] = ['pain', 'grief', 'sorrow', 'ruin', 'fear', 'sickness'];
export const SEASONS: readonly string[] = ['spring', 'summer', 'autumn', 'winter'];
/** Bad first. */
export const MANNERS: readonly string[] = ['cruel', 'kind'];
/** Bad first. */
export const VERDICTS: readonly string[] = ['wrong', 'good'];
