/**
 * What Python does with values of a template. They come as the template library holds them: texts, numbers, booleans,
 * undefined (also for `none`), arrays and maps whose members are wrapped in `{ value }`.
 */
interface Wrapped {
  readonly value: unknown;
}

/** `left == right`: a boolean is 0 or 1, lists and mappings are equal by their members, nothing else equals across types. */
export function pythonEqual(left: unknown, right: unknown): boolean {
  if (isNumeric(left) && isNumeric(right)) return Number(left) === Number(right);
  if (Array.isArray(left) && Array.isArray(right))
    return (
      left.length === right.length &&
      left.every((each: Wrapped, index) => pythonEqual(each.value, (right[index] as Wrapped).value))
    );
  if (left instanceof Map && right instanceof Map)
    return (
      left.size === right.size &&
      [...left].every(([key, each]) => right.has(key) && pythonEqual(each.value, right.get(key).value))
    );
  return left === right;
}

/** `item in container`. Throws where Python does: in a number, a boolean or none, and of no text in a text. */
export function pythonContains(item: unknown, container: unknown): boolean {
  if (container === undefined) return false;
  if (Array.isArray(container)) return container.some((each: Wrapped) => pythonEqual(item, each.value));
  if (container instanceof Map) return container.has(item);
  if (typeof container === 'string' && typeof item === 'string') return container.includes(item);
  throw new Error(`nothing is "in" ${pythonText(container)}`);
}

/** A value as it is printed. Throws on lists and mappings, whose printed form no prompt should hold. */
export function pythonText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error('a list or a mapping cannot be printed: tojson or join makes it text');
}

/** What str.strip takes away: not a byte-order mark, unlike JavaScript's trim, but the separators 1C to 1F. */
const WHITE_SPACE =
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

/** `value.strip(characters)` at one end or both. */
export function pythonStrip(
  value: unknown,
  side: 'both' | 'left' | 'right',
  characters: string | null = WHITE_SPACE,
): string {
  const strip = new Set(characters ?? WHITE_SPACE);
  const letters = [...pythonText(value)];
  let [start, end] = [0, letters.length];
  if (side !== 'right') while (start < end && strip.has(letters[start])) start++;
  if (side !== 'left') while (end > start && strip.has(letters[end - 1])) end--;
  return letters.slice(start, end).join('');
}

const isNumeric = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';
