import { CallArguments } from './call-arguments.ts';
import { pythonJson } from './python-json.ts';
import { passes } from './python-tests.ts';
import { callTextMethod } from './python-text-methods.ts';
import { pythonLength, pythonMembers, pythonStrip, pythonText, WHITE_SPACE } from './python-values.ts';
import {
  floatValue,
  integerValue,
  isInteger,
  isList,
  isMapping,
  isNumeric,
  isText,
  isUndefined,
  listValue,
  type TemplateValue,
  textValue,
  UNDEFINED,
} from './template-value.ts';

type Filter = (value: TemplateValue, args: CallArguments) => TemplateValue;

/** A method of a text, applied to the printed form of the value. */
const ofText = (method: string): Filter => {
  return (value, { all }) => callTextMethod(method, textValue(pythonText(value)), all)!;
};

/** The line breaks of Python's splitlines. */
const LINE_ENDS = new RegExp(['\r\n', ...'\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029'].join('|'));

/** `int(text)` and `float(text)`; undefined where Python raises an error. */
function parsed(text: string, form: RegExp): number | undefined {
  const bare = pythonStrip(text, 'both');
  return form.test(bare) ? Number(bare.replaceAll('_', '')) : undefined;
}
const WHOLE = /^[+-]?\d+(_\d+)*$/;
const DECIMAL = /^[+-]?(\d+(_\d+)*\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function number(value: TemplateValue): number | undefined {
  if (isNumeric(value)) return Number(value.value);
  return isText(value) ? parsed(value.value, DECIMAL) : undefined;
}

/** `value.a.b`, undefined where one of the fields is missing. */
function attributeOf(value: TemplateValue, path: TemplateValue): TemplateValue {
  let found = value;
  for (const name of String(path.value).split('.')) {
    if (isMapping(found)) found = found.value.get(name) ?? UNDEFINED;
    else if (isList(found) && /^\d+$/.test(name)) found = found.value[Number(name)] ?? UNDEFINED;
    else return UNDEFINED;
  }
  return found;
}

/** Members that pass (or fail) a test of themselves or of one of their attributes. */
function selection(keep: boolean, byAttribute: boolean): Filter {
  return (value, { positional }) => {
    const attribute = byAttribute ? positional[0] : undefined;
    const [test, ...args] = byAttribute ? positional.slice(1) : positional;
    const kept = pythonMembers(value).filter((member) => {
      const tested = attribute ? attributeOf(member, attribute) : member;
      return (test ? passes(test.value, tested, args) : tested.__bool__().value) === keep;
    });
    return listValue(kept);
  };
}

/** Jinja's own rule: a word begins after white space, hyphens and opening brackets. */
function titled(text: string): string {
  const words = text.split(new RegExp(`([-${WHITE_SPACE}({[<]+)`, 'u'));
  return words
    .map((word) => {
      const [first = '', ...rest] = word;
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');
}

function rounded(value: number, digits: number, method: string): number {
  const scale = 10 ** digits;
  if (digits < 0) throw new Error('round to tens is not supported');
  if (method === 'ceil') return Math.ceil(value * scale) / scale;
  if (method === 'floor') return Math.floor(value * scale) / scale;
  if (method !== 'common') throw new Error(`round with method "${method}" is not supported`);
  // toFixed is exact except for halves, which Python rounds to the even neighbour.
  const [whole, fraction] = Math.abs(value).toFixed(100).split('.');
  if (!/^50*$/.test(fraction.slice(digits))) return Number(value.toFixed(digits));
  const below = Number(whole + fraction.slice(0, digits));
  return (Math.sign(value) * (below + (below % 2))) / scale;
}

function refuseUndefined(value: TemplateValue): void {
  if (isUndefined(value)) throw new Error('what is undefined is not a number');
}

const length: Filter = (value) => integerValue(pythonLength(value));

const byDefault: Filter = (value, args) => {
  const given = args.take('default_value', 'boolean');
  const replaces = isUndefined(value) || (given.boolean?.__bool__().value && !value.__bool__().value);
  return replaces ? (given.default_value ?? args.positional[0] ?? textValue('')) : value;
};

/** Filters that the library lacks or computes as JavaScript would. */
export const FILTERS: Readonly<Record<string, Filter>> = {
  length,
  count: length,
  default: byDefault,
  d: byDefault,
  upper: ofText('upper'),
  lower: ofText('lower'),
  capitalize: ofText('capitalize'),
  trim: ofText('strip'),
  replace: ofText('replace'),
  title: (value) => textValue(titled(pythonText(value))),
  string: (value) => textValue(pythonText(value)),
  first: (value) => pythonMembers(value)[0] ?? UNDEFINED,
  last: (value) => pythonMembers(value).at(-1) ?? UNDEFINED,
  reverse: (value) => {
    const members = pythonMembers(value).toReversed();
    return isText(value) ? textValue(members.map(pythonText).join('')) : listValue(members);
  },
  list: (value) => listValue(pythonMembers(value)),
  select: selection(true, false),
  reject: selection(false, false),
  selectattr: selection(true, true),
  rejectattr: selection(false, true),
  int: (value, args) => {
    const given = args.take('default').default ?? integerValue(0);
    refuseUndefined(value);
    if (isNumeric(value)) return integerValue(Math.trunc(Number(value.value)));
    const whole = isText(value) ? (parsed(value.value, WHOLE) ?? parsed(value.value, DECIMAL)) : undefined;
    return whole === undefined ? given : integerValue(Math.trunc(whole));
  },
  float: (value, args) => {
    const given = args.take('default').default ?? floatValue(0);
    refuseUndefined(value);
    const found = number(value);
    return found === undefined ? given : floatValue(found);
  },
  round: (value, args) => {
    const { precision, method } = args.take('precision', 'method');
    if (!isNumeric(value)) throw new Error(`${pythonText(value)} cannot be rounded`);
    const result = rounded(Number(value.value), precision?.value ?? 0, method?.value ?? 'common');
    return isInteger(value) && !method ? value : floatValue(result);
  },
  indent: (value, args) => {
    const { width, first, blank } = args.take('width', 'first', 'blank');
    const margin = width && isText(width) ? width.value : ' '.repeat(width?.value ?? 4);
    const [head, ...lines] = pythonText(value).split(LINE_ENDS);
    const isIndented = (line: string): boolean => line !== '' || blank?.__bool__().value === true;
    const rest = lines.map((line) => (isIndented(line) ? margin + line : line));
    return textValue([first?.__bool__().value ? margin + head : head, ...rest].join('\n'));
  },
  tojson: (value, args) => {
    const given = args.take('ensure_ascii', 'indent', 'separators', 'sort_keys');
    const [item, key] = given.separators ? pythonMembers(given.separators).map(pythonText) : [];
    return textValue(
      pythonJson(value, {
        ascii: given.ensure_ascii?.__bool__().value ?? false,
        sorted: given.sort_keys?.__bool__().value ?? false,
        ...(given.indent
          ? { margin: isText(given.indent) ? given.indent.value : ' '.repeat(given.indent.value) }
          : {}),
        item: item ?? (given.indent ? ',' : ', '),
        key: key ?? ': ',
      }),
    );
  },
  join: (value, args) => {
    const { d, attribute } = args.take('d', 'attribute');
    const members = pythonMembers(value).map((each) => (attribute ? attributeOf(each, attribute) : each));
    return textValue(members.map(pythonText).join(d ? pythonText(d) : ''));
  },
  map: (value, args) => {
    const [name, ...rest] = args.positional;
    const members = pythonMembers(value);
    if (name) return listValue(members.map((each) => applyFilter(name.value, each, rest)));
    const { attribute, default: missing } = args.take('filter', 'attribute', 'default');
    if (!attribute) throw new Error('map needs a filter or an attribute');
    return listValue(
      members.map((each) => {
        const found = attributeOf(each, attribute);
        return isUndefined(found) ? (missing ?? found) : found;
      }),
    );
  },
  unique: (value, args) => {
    args.take();
    const seen = new Set<unknown>();
    const kept = pythonMembers(value).filter((each) => {
      if (isList(each) || isMapping(each)) throw new Error('unique of lists or mappings is not supported');
      // Letters are compared without case, and 1, 1.0 and true are equal.
      const key = isText(each)
        ? `'${each.value.toLowerCase()}`
        : isNumeric(each)
          ? Number(each.value)
          : each.type;
      return !seen.has(key) && seen.add(key);
    });
    return listValue(kept);
  },
};

/** `value | name(…)`. Throws naming a filter that is not among {@link FILTERS}. */
export function applyFilter(
  name: string,
  value: TemplateValue,
  args: readonly TemplateValue[],
): TemplateValue {
  if (!Object.hasOwn(FILTERS, name)) throw new Error(`map with the filter "${name}" is not supported`);
  return FILTERS[name](value, new CallArguments(name, args));
}
