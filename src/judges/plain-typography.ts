/** Version of the rule, part of the hash of every rule that uses it. */
export const TYPOGRAPHY = 'typography 1';

/** Signs used as an apostrophe, among them the prime and the acute accent. */
const APOSTROPHES =
  /[\u00b4\u02b9\u02bb-\u02bd\u02c8\u02ca\u02cb\u0374\u055a\u05f3\u07f4\u07f5\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u2018-\u201b\u2032\u2035\u275b\u275c\ua78b\ua78c\uff07]/g;
/** A grave accent between letters is an apostrophe, elsewhere it marks code. */
const GRAVE_WITHIN = /(?<=\p{L})[`\uff40](?=\p{L})/gu;
const EMPHASIS = /[*_~`]|<\/?(?:b|i|u|s|em|strong|mark|code|span|sub|sup)>/g;
/** Zero-width signs: format characters, marks over or in letters, fillers. */
const INVISIBLE = /[\p{Cf}\p{M}\u115f\u1160]/gu;
const SPACES = /[\s\u0085]+/gu;

/**
 * A text in a form that can be compared regardless of typography: compatibility forms of letters made plain and without accents (NFKD), every
 * apostrophe-like sign `'` without blanks at its sides, any white space one blank, no signs without width, no marks of emphasis, lower case.
 * A phrase found in the beginning of a text is also found in the whole.
 */
export function plainTypography(text: string): string {
  return text
    .replace(GRAVE_WITHIN, "'")
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replace(EMPHASIS, '')
    .replace(SPACES, ' ')
    .replace(/ ?' ?/g, "'");
}
