import {
  isFloat,
  isList,
  isMapping,
  isNone,
  isNumeric,
  isText,
  isUndefined,
  type TemplateValue,
  textValue,
} from './template-value.ts';

/** `left == right`: a boolean is 0 or 1, lists and mappings are equal by their members, nothing else equals across types. */
export function pythonEqual(left: TemplateValue, right: TemplateValue): boolean {
  if (isNumeric(left) && isNumeric(right)) return Number(left.value) === Number(right.value);
  if (isList(left) && isList(right))
    return (
      left.value.length === right.value.length &&
      left.value.every((each: TemplateValue, index: number) => pythonEqual(each, right.value[index]))
    );
  if (isMapping(left) && isMapping(right))
    return (
      left.value.size === right.value.size &&
      [...left.value].every(([key, each]) => right.value.has(key) && pythonEqual(each, right.value.get(key)))
    );
  if (isNone(left) || isUndefined(left)) return left.type === right.type;
  return left.type === right.type && left.value === right.value;
}

/** `item in container`. Throws where Python does: if the container is a number, a boolean or none, and for a non-text in a text. */
export function pythonContains(item: TemplateValue, container: TemplateValue): boolean {
  if (isUndefined(container)) return false;
  if (isList(container)) return container.value.some((each: TemplateValue) => pythonEqual(item, each));
  if (isMapping(container)) return container.value.has(item.value);
  if (isText(container) && isText(item)) return container.value.includes(item.value);
  throw new Error(`nothing is "in" ${pythonText(container)}`);
}

/** Negative, 0 or positive as `left` is less than, equal to or greater than `right`. Throws where Python does, and on lists. */
export function pythonCompare(left: TemplateValue, right: TemplateValue): number {
  if (isNumeric(left) && isNumeric(right)) return Number(left.value) - Number(right.value);
  if (isText(left) && isText(right)) return compareCodePoints(left.value, right.value);
  throw new Error('only numbers with numbers and texts with texts can be compared');
}

function compareCodePoints(left: string, right: string): number {
  const [one, other] = [left, right].map((text) => Array.from(text, (letter) => letter.codePointAt(0)!));
  for (let i = 0; i < Math.min(one.length, other.length); i++)
    if (one[i] !== other[i]) return one[i] - other[i];
  return one.length - other.length;
}

/** The printed form of a value. Throws on lists and mappings, whose printed form should not end up in a prompt. */
export function pythonText(value: TemplateValue): string {
  if (isUndefined(value)) return '';
  if (isNone(value)) return 'None';
  if (value.type === 'BooleanValue') return value.value ? 'True' : 'False';
  if (isText(value)) return value.value;
  if (isFloat(value)) return floatText(value.value);
  if (value.type === 'IntegerValue') return String(value.value);
  throw new Error('a list or a mapping cannot be printed: tojson or join makes it text');
}

/** Python's shortest form; it uses exponents from 1e16 on and below 1e-4. */
function floatText(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size > 0 && size < 1e-4) || size >= 1e16)
    throw new Error(`the number ${value} cannot be printed`);
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Members: the characters of a text, the keys of a mapping, none for an undefined value. Throws on a value that is not iterable. */
export function pythonMembers(value: TemplateValue): TemplateValue[] {
  if (isList(value)) return value.value;
  if (isText(value)) return Array.from(value.value as string, textValue);
  if (isMapping(value)) return [...value.value.keys()].map(textValue);
  if (isUndefined(value)) return [];
  throw new Error(`${pythonText(value)} cannot be gone through`);
}

/** `len(value)`: a text's code points. */
export function pythonLength(value: TemplateValue): number {
  return pythonMembers(value).length;
}

/** The characters that str.strip removes: not a byte-order mark, unlike JavaScript's trim, but the separators 1C to 1F. */
export const WHITE_SPACE =
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

/** `text.strip(characters)` at one end or both. */
export function pythonStrip(
  text: string,
  side: 'both' | 'left' | 'right',
  characters: string = WHITE_SPACE,
): string {
  const strip = new Set(characters);
  const letters = [...text];
  let [start, end] = [0, letters.length];
  if (side !== 'right') while (start < end && strip.has(letters[start])) start++;
  if (side !== 'left') while (end > start && strip.has(letters[end - 1])) end--;
  return letters.slice(start, end).join('');
}
