import { pythonCompare, pythonContains, pythonEqual, pythonText } from './python-values.ts';
import {
  isFloat,
  isInteger,
  isList,
  isMapping,
  isNone,
  isNumeric,
  isText,
  isUndefined,
  type TemplateValue,
} from './template-value.ts';

type Test = (value: TemplateValue, ...args: TemplateValue[]) => boolean;

function remainder(value: TemplateValue): number {
  if (!isNumeric(value)) throw new Error(`${pythonText(value)} is not a number`);
  return Math.abs(Number(value.value) % 2);
}

const isBoolean = ({ type }: TemplateValue): boolean => type === 'BooleanValue';
const cased = (text: string): boolean => text.toUpperCase() !== text.toLowerCase();

/** Jinja's tests by name. In Python an undefined value is iterable and callable, so it passes those tests. */
export const TESTS: Readonly<Record<string, Test>> = {
  defined: (value) => !isUndefined(value),
  undefined: isUndefined,
  none: isNone,
  boolean: isBoolean,
  true: (value) => isBoolean(value) && value.value,
  false: (value) => isBoolean(value) && !value.value,
  string: isText,
  number: isNumeric,
  integer: isInteger,
  float: isFloat,
  mapping: isMapping,
  iterable: (value) => isText(value) || isList(value) || isMapping(value) || isUndefined(value),
  sequence: (value) => isText(value) || isList(value) || isMapping(value) || isUndefined(value),
  callable: (value) => value.type === 'FunctionValue' || isUndefined(value),
  odd: (value) => remainder(value) === 1,
  even: (value) => remainder(value) === 0,
  lower: (value) => cased(pythonText(value)) && pythonText(value) === pythonText(value).toLowerCase(),
  upper: (value) => cased(pythonText(value)) && pythonText(value) === pythonText(value).toUpperCase(),
  in: pythonContains,
  equalto: pythonEqual,
  eq: pythonEqual,
  '==': pythonEqual,
  ne: (value, other) => !pythonEqual(value, other),
  '!=': (value, other) => !pythonEqual(value, other),
  lt: (value, other) => pythonCompare(value, other) < 0,
  '<': (value, other) => pythonCompare(value, other) < 0,
  le: (value, other) => pythonCompare(value, other) <= 0,
  '<=': (value, other) => pythonCompare(value, other) <= 0,
  gt: (value, other) => pythonCompare(value, other) > 0,
  '>': (value, other) => pythonCompare(value, other) > 0,
  ge: (value, other) => pythonCompare(value, other) >= 0,
  '>=': (value, other) => pythonCompare(value, other) >= 0,
};

/** Throws naming an unknown test. */
export function passes(name: string, value: TemplateValue, args: readonly TemplateValue[]): boolean {
  if (!Object.hasOwn(TESTS, name)) throw new Error(`the test "${name}" is not supported`);
  return TESTS[name](value, ...args);
}
