import { pythonCompare, pythonText } from './python-values.ts';
import {
  isList,
  isMapping,
  isNone,
  isNumeric,
  isText,
  type TemplateValue,
  textValue,
} from './template-value.ts';

interface JsonForm {
  /** Escape characters outside ASCII. */
  readonly ascii: boolean;
  /** Order keys by code points. */
  readonly sorted: boolean;
  /** One line per member, indented by this; default: everything on one line. */
  readonly margin?: string;
  /** Separators between members, and after a key. */
  readonly item: string;
  readonly key: string;
}

/** `json.dumps(value)`. Throws on an undefined value. */
export function pythonJson(value: TemplateValue, form: JsonForm, depth = 0): string {
  if (isNone(value)) return 'null';
  if (value.type === 'BooleanValue') return String(value.value);
  if (isNumeric(value)) return pythonText(value);
  if (isText(value)) return quoted(value.value, form);
  if (isList(value)) {
    const members: TemplateValue[] = value.value;
    return enclosed(
      '[',
      ']',
      members.map((each) => pythonJson(each, form, depth + 1)),
      form,
      depth,
    );
  }
  if (isMapping(value)) {
    const entries: [string, TemplateValue][] = [...value.value];
    if (form.sorted) entries.sort(([a], [b]) => pythonCompare(textValue(a), textValue(b)));
    const members = entries.map(
      ([key, each]) => quoted(key, form) + form.key + pythonJson(each, form, depth + 1),
    );
    return enclosed('{', '}', members, form, depth);
  }
  throw new Error('what is undefined cannot be made JSON');
}

function enclosed(
  open: string,
  close: string,
  members: readonly string[],
  form: JsonForm,
  depth: number,
): string {
  if (form.margin === undefined || members.length === 0) return open + members.join(form.item) + close;
  const line = `\n${form.margin.repeat(depth)}`;
  return `${open}${line}${form.margin}${members.join(`${form.item}${line}${form.margin}`)}${line}${close}`;
}

function quoted(text: string, { ascii }: JsonForm): string {
  const json = JSON.stringify(text);
  return ascii
    ? json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : json;
}
