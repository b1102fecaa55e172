import { CallArguments } from './call-arguments.ts';
import { pythonStrip, WHITE_SPACE } from './python-values.ts';
import {
  booleanValue,
  integerValue,
  isInteger,
  isText,
  listValue,
  type TemplateValue,
  textValue,
} from './template-value.ts';

type Method = (text: string, args: CallArguments) => TemplateValue;

const SPACES = `[${WHITE_SPACE}]`;

function stringOf(value: TemplateValue | undefined, byDefault?: string): string {
  if (value === undefined && byDefault !== undefined) return byDefault;
  if (!value || !isText(value)) throw new Error('a text is wanted');
  return value.value;
}

function numberOf(value: TemplateValue | undefined, byDefault: number): number {
  if (value === undefined) return byDefault;
  if (!isInteger(value)) throw new Error('a whole number is wanted');
  return value.value;
}

function strip(side: 'both' | 'left' | 'right'): Method {
  return (text, args) => {
    const { chars } = args.take('chars');
    return textValue(pythonStrip(text, side, chars && stringOf(chars)));
  };
}

/** Splits from the left, with at most `most` cuts; at runs of white space if `separator` is not given. */
function parts(text: string, separator: string | undefined, most: number): string[] {
  const found: string[] = [];
  let rest = separator === undefined ? pythonStrip(text, 'left') : text;
  const cut = separator === undefined ? new RegExp(`${SPACES}+`, 'u') : undefined;
  while (most < 0 || found.length < most) {
    const at = cut ? rest.search(cut) : rest.indexOf(separator!);
    if (at < 0) break;
    found.push(rest.slice(0, at));
    rest = cut ? pythonStrip(rest.slice(at), 'left') : rest.slice(at + separator!.length);
  }
  return separator === undefined && rest === '' ? found : [...found, rest];
}

const reversed = (text: string): string => [...text].reverse().join('');

function split(fromRight: boolean): Method {
  return (text, args) => {
    const { sep, maxsplit } = args.take('sep', 'maxsplit');
    const separator = sep && stringOf(sep);
    if (separator === '') throw new Error('the separator is empty');
    const most = numberOf(maxsplit, -1);
    const found = fromRight
      ? parts(reversed(text), separator && reversed(separator), most)
          .map(reversed)
          .reverse()
      : parts(text, separator, most);
    return listValue(found.map(textValue));
  };
}

function position(last: boolean): Method {
  return (text, args) => {
    const { sub } = args.take('sub');
    const at = last ? text.lastIndexOf(stringOf(sub)) : text.indexOf(stringOf(sub));
    return integerValue(at < 0 ? -1 : [...text.slice(0, at)].length);
  };
}

/** Upper case at the start of a word, lower case after a cased letter. */
function title(text: string): string {
  return text.replace(/\p{Cased}+/gu, capitalised);
}

/** Letters whose title case differs from both upper and lower case. */
const OWN_TITLE_CASE = /^[\u01c4-\u01cc\u01f1-\u01f3\u1f80-\u1fff\u10d0-\u10ff\u1c90-\u1cbf]/u;

function capitalised(text: string): string {
  if (OWN_TITLE_CASE.test(text)) throw new Error('the title case of a letter is not known');
  const [first = ''] = text;
  const [capital = '', ...more] = first.toUpperCase();
  const rest = text.toLowerCase().slice(first.toLowerCase().length);
  return capital + more.join('').toLowerCase() + rest;
}

const cased = (text: string): boolean => text.toUpperCase() !== text.toLowerCase();

const is = (test: (text: string) => boolean): Method => {
  return (text, args) => {
    args.take();
    return booleanValue(test(text));
  };
};

const changed = (change: (text: string) => string): Method => {
  return (text, args) => {
    args.take();
    return textValue(change(text));
  };
};

function affix(test: (text: string, affix: string) => boolean): Method {
  return (text, args) => {
    const [wanted, ...more] = args.positional;
    if (!wanted || more.length > 0) throw new Error('startswith and endswith with limits are not supported');
    const texts: TemplateValue[] = isText(wanted) ? [wanted] : wanted.value;
    return booleanValue(texts.some((each) => test(text, stringOf(each))));
  };
}

/** Methods of Python's str, over code points; others are refused by name. */
export const TEXT_METHODS: Readonly<Record<string, Method>> = {
  strip: strip('both'),
  lstrip: strip('left'),
  rstrip: strip('right'),
  split: split(false),
  rsplit: split(true),
  find: position(false),
  rfind: position(true),
  upper: changed((text) => text.toUpperCase()),
  lower: changed((text) => text.toLowerCase()),
  title: changed(title),
  capitalize: changed(capitalised),
  isupper: is((text) => cased(text) && text === text.toUpperCase()),
  islower: is((text) => cased(text) && text === text.toLowerCase()),
  isspace: is((text) => new RegExp(`^${SPACES}+$`, 'u').test(text)),
  startswith: affix((text, start) => text.startsWith(start)),
  endswith: affix((text, end) => text.endsWith(end)),
  count: (text, args) => {
    const sub = stringOf(args.take('sub').sub);
    return integerValue(sub === '' ? [...text].length + 1 : text.split(sub).length - 1);
  },
  removeprefix: (text, args) => {
    const prefix = stringOf(args.take('prefix').prefix);
    return textValue(text.startsWith(prefix) ? text.slice(prefix.length) : text);
  },
  removesuffix: (text, args) => {
    const suffix = stringOf(args.take('suffix').suffix);
    return textValue(suffix && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text);
  },
  replace: (text, args) => {
    const { old, new: by, count } = args.take('old', 'new', 'count');
    return textValue(replaced(text, stringOf(old), stringOf(by), numberOf(count, -1)));
  },
  join: (text, args) => {
    const [list] = args.positional;
    return textValue((list.value as TemplateValue[]).map((each) => stringOf(each)).join(text));
  },
};

/** The first `count` occurrences; all of them if `count` is negative. */
function replaced(text: string, old: string, by: string, count: number): string {
  const cuts = old === '' ? ['', ...text, ''] : text.split(old);
  const most = count < 0 ? cuts.length - 1 : Math.min(count, cuts.length - 1);
  const head = cuts.slice(0, most + 1).join(by);
  return [head, ...cuts.slice(most + 1)].join(old);
}

/** `value.name(…)`, undefined if texts do not have the method. */
export function callTextMethod(
  name: string,
  value: TemplateValue,
  args: readonly TemplateValue[],
): TemplateValue | undefined {
  return isText(value) && Object.hasOwn(TEXT_METHODS, name)
    ? TEXT_METHODS[name](value.value, new CallArguments(`${name}()`, args))
    : undefined;
}
