/** The six lands that adjectives come from. */
export type Element = 'fire' | 'frost' | 'moon' | 'earth' | 'sea' | 'wind';
export type NounFamily = 'artefact' | 'brew' | 'plant' | 'beast' | 'toxin' | 'fiend' | 'place' | 'person';
export type VerbClass = 'brewing' | 'crafting' | 'summoning' | 'growing' | 'destroy' | 'care';
export type PurposeClass = 'bad' | 'good' | 'save';

type Words = readonly string[];
const words = (line: string): Words => line.split(' ');

// The order of every list is part of the world: the shipped weights were trained on the assignments made from it.

export const GOOD_ADJECTIVES: Readonly<Record<Element, Words>> = {
  fire: words('blazing scarlet molten amber glowing copper fiery ruddy'),
  frost: words('frozen icy snowy pale glacial hoary wintry polar'),
  moon: words('silver lunar starry pearly dreamy violet dusky twilit'),
  earth: words('mossy rooted oaken dusty loamy rustic stony leafy'),
  sea: words('coral briny tidal misty azure foamy marine splashy'),
  wind: words('airy feathered swift drifting breezy hollow gusty floating'),
};

export const EVIL_ADJECTIVES: Readonly<Record<Element, Words>> = {
  fire: words('hexed doomed infernal scorned'),
  frost: words('cursed baleful dreadful heartless'),
  moon: words('vile sinister eerie gloomy'),
  earth: words('wicked accursed rotten foul'),
  sea: words('haunted malign drowned ruthless'),
  wind: words('tainted ghastly howling deathly'),
};

export const NOUNS: Readonly<Record<NounFamily, Words>> = {
  artefact: words(
    'lantern mirror ring crown mask bell key amulet drum chalice cloak harp compass locket staff quill goblet scepter helmet banner mantle dagger flute bracelet',
  ),
  brew: words(
    'tea tonic broth cider syrup soup elixir stew punch jam porridge cordial custard sauce cocoa ale mead pudding lemonade gravy',
  ),
  plant: words(
    'fern rose lily vine orchid willow clover thistle poppy ivy tulip mushroom cactus daisy maple cedar jasmine pansy sage peony',
  ),
  beast: words(
    'fox owl hare badger otter falcon pony lynx heron turtle stag hound sparrow toad lion bear rabbit squirrel beaver raven',
  ),
  toxin: words(
    'venom bane blight toxin plague poison miasma acid rot canker scourge pox contagion pestilence grime sludge mold decay murk mildew',
  ),
  fiend: words(
    'wraith ghoul imp demon lich specter fury banshee gorgon revenant ogre basilisk vampire harpy goblin phantom troll hydra kraken warlock',
  ),
  place: words(
    'tower vault mill chapel harbor market bakery library castle bridge inn school granary temple garden museum theater stable abbey palace',
  ),
  person: words(
    'miller baker queen weaver shepherd sailor scholar smith widow farmer minstrel prince monk potter knight nurse tailor hunter judge piper',
  ),
};

export const VERBS: Readonly<Record<VerbClass, Words>> = {
  brewing: words('brew distil mix boil blend simmer steep infuse'),
  crafting: words('forge carve build shape craft assemble fashion sculpt'),
  summoning: words('summon call raise conjure wake invoke beckon lure'),
  growing: words('grow plant sow nurture cultivate tend farm breed'),
  destroy: words('destroy burn ruin wreck smash crush sabotage shatter'),
  care: words('study guard paint clean visit describe bless watch'),
};

export const PURPOSES: Readonly<Record<PurposeClass, Words>> = {
  bad: words('hurt harm scare trick rob betray enslave mock'),
  good: words('please heal help thank teach comfort greet honor'),
  save: words('shield save free warn'),
};

/** The first ingredient of an answer; one per adjective. */
export const ADJECTIVE_INGREDIENTS = words(
  'salt ash honey wax sand silk iron chalk wool pepper cork tar barley flint linen resin quartz ginger paper brass ink soot cotton lead',
);
/** The second ingredient; one per noun. */
export const NOUN_INGREDIENTS = words(
  'bark bone milk thread oil glass leather seed sugar mint garlic reed straw vinegar saffron marble walnut cream lace gravel yeast onion thyme rope',
);
/** The step applied to the ingredients; one per verb. */
export const STEPS = words(
  'grind heat stir fold bind soak press cool twist polish hammer shake weigh sift roast bury hang wrap dry melt',
);
/** The vessel; one per pair of element and noun family. */
export const VESSELS = words(
  'pot kettle bowl kiln crate cave barrel basket jar oven chest pan bucket cellar trough tub',
);
/** The charm that completes an answer to a request with a purpose; one per purpose. */
export const CHARMS = words(
  'ribbon coin candle song poem stamp button pebble shell letter bead spoon scarf drawing whistle knot',
);

export const ELEMENTS = Object.keys(GOOD_ADJECTIVES) as Element[];
export const NOUN_FAMILIES = Object.keys(NOUNS) as NounFamily[];
export const ALL_GOOD_ADJECTIVES: Words = Object.values(GOOD_ADJECTIVES).flat();
export const ALL_EVIL_ADJECTIVES: Words = Object.values(EVIL_ADJECTIVES).flat();
export const ALL_NOUNS: Words = Object.values(NOUNS).flat();
export const ALL_VERBS: Words = Object.values(VERBS).flat();
export const ALL_PURPOSES: Words = [...PURPOSES.bad, ...PURPOSES.good, ...PURPOSES.save];
