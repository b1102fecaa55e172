import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** What a variable of a chat template may be set to. */
export type TemplateValue = string | number | boolean;

/** Variables of a chat template with their values, such as `{ reasoning_effort: 'low' }`. */
export type TemplateOptions = Readonly<Record<string, TemplateValue>>;

/**
 * `KEY=VALUE` as an entry: true and false are booleans, numbers are numbers, all else is a text. Throws {@link InvalidInputError} naming
 * `templateOption` where there is no key.
 */
export function parseTemplateOption(text: string): readonly [key: string, value: TemplateValue] {
  const at = text.indexOf('=');
  if (at < 1 || !/^[A-Za-z_]\w*$/.test(text.slice(0, at)))
    throw new InvalidInputError(`\`templateOption: ${text}\``, 'is not KEY=VALUE');
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (/^true$/i.test(value)) return [key, true];
  if (/^false$/i.test(value)) return [key, false];
  return [key, /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
}

/** `KEY=VALUE`s as options; undefined for none. The last of two with one key counts. */
export function templateOptionsOf(texts: readonly string[] | undefined): TemplateOptions | undefined {
  return texts === undefined || texts.length === 0
    ? undefined
    : Object.fromEntries(texts.map(parseTemplateOption));
}
