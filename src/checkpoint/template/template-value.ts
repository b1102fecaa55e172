import { Environment } from '@huggingface/jinja';

/** A value of a template as the library holds it; lists hold values in an array, mappings in a Map by their keys. */
export interface TemplateValue {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what it is follows from `type`.
  readonly value: any;
  __bool__(): { readonly value: boolean };
}

/** A function that a template calls; keyword arguments come last, as a value of type KeywordArgumentsValue. */
export type TemplateFunction = (args: TemplateValue[]) => TemplateValue;

/** The library does not export its value classes, so they are taken from values that it made. */
type Constructor = new (value: unknown) => TemplateValue;
const classOf = (value: unknown): Constructor => templateValue(value).constructor as Constructor;

/** Plain data as a value: whole numbers become integers, null becomes none. */
export function templateValue(value: unknown): TemplateValue {
  return new Environment().set('value', value) as unknown as TemplateValue;
}

const List = classOf([]);
const Mapping = classOf({});
const Float = classOf(0.5);
const Integer = classOf(1);
const Callable = classOf(() => null);

export const textValue = (text: string): TemplateValue => templateValue(text);
export const booleanValue = (value: boolean): TemplateValue => templateValue(value);
export const integerValue = (value: number): TemplateValue => new Integer(value);
export const floatValue = (value: number): TemplateValue => new Float(value);
export const listValue = (values: readonly TemplateValue[]): TemplateValue => new List([...values]);
export const mappingValue = (entries: ReadonlyMap<string, TemplateValue>): TemplateValue =>
  new Mapping(new Map(entries));
export const functionValue = (call: TemplateFunction): TemplateValue => new Callable(call);
export const UNDEFINED: TemplateValue = templateValue(undefined);

export const isText = ({ type }: TemplateValue): boolean => type === 'StringValue';
export const isList = ({ type }: TemplateValue): boolean => type === 'ArrayValue' || type === 'TupleValue';
export const isMapping = ({ type }: TemplateValue): boolean =>
  type === 'ObjectValue' || type === 'KeywordArgumentsValue';
export const isUndefined = ({ type }: TemplateValue): boolean => type === 'UndefinedValue';
export const isNone = ({ type }: TemplateValue): boolean => type === 'NullValue';
export const isInteger = ({ type }: TemplateValue): boolean => type === 'IntegerValue';
export const isFloat = ({ type }: TemplateValue): boolean => type === 'FloatValue';
/** In Python a boolean is a number. */
export const isNumeric = (value: TemplateValue): boolean =>
  isInteger(value) || isFloat(value) || value.type === 'BooleanValue';
