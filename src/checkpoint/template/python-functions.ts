import { CallArguments } from './call-arguments.ts';
import { applyFilter } from './python-filters.ts';
import { passes } from './python-tests.ts';
import { callTextMethod } from './python-text-methods.ts';
import { pythonCompare, pythonContains, pythonEqual, pythonMembers, pythonText } from './python-values.ts';
import {
  booleanValue,
  floatValue,
  functionValue,
  integerValue,
  isFloat,
  isInteger,
  isList,
  isMapping,
  isNumeric,
  isText,
  isUndefined,
  listValue,
  mappingValue,
  type TemplateFunction,
  type TemplateValue,
  textValue,
} from './template-value.ts';

type Arithmetic = (left: number, right: number) => number;

const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '//': (left, right) => Math.floor(left / right),
  '%': (left, right) => left - Math.floor(left / right) * right,
};

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** `left operator right`. Throws where Python does, and where the result would not be exact. */
function operate(operator: string, left: TemplateValue, right: TemplateValue): TemplateValue {
  if (Object.hasOwn(COMPARISONS, operator))
    return booleanValue(COMPARISONS[operator](pythonCompare(left, right)));
  if (operator === '~') return textValue(pythonText(left) + pythonText(right));
  if (operator === '+' && isText(left) && isText(right)) return textValue(left.value + right.value);
  if (operator === '+' && isList(left) && isList(right)) return listValue([...left.value, ...right.value]);
  if (operator === '*' && isText(left) && isInteger(right))
    return textValue((left.value as string).repeat(Math.max(0, right.value)));
  if (operator === '*' && isInteger(left) && isText(right)) return operate(operator, right, left);
  if (!isNumeric(left) || !isNumeric(right))
    throw new Error(`"${operator}" of these values is not supported (a text and a number, a list, none)`);
  const [one, other] = [Number(left.value), Number(right.value)];
  if (other === 0 && ['/', '//', '%'].includes(operator)) throw new Error('division by zero');
  const result = ARITHMETIC[operator](one, other);
  if (operator === '/' || isFloat(left) || isFloat(right)) return floatValue(result);
  if (!Number.isSafeInteger(result)) throw new Error(`${one} ${operator} ${other} is too large`);
  return integerValue(result);
}

/** Functions that the rewritten template calls, by names that no template uses; and globals of Jinja that the library lacks. */
const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  __equal: ([left, right]) => booleanValue(pythonEqual(left, right)),
  __contains: ([item, container]) => booleanValue(pythonContains(item, container)),
  __operate: ([operator, left, right]) => operate(operator.value, left, right),
  __text: ([value]) => textValue(pythonText(value)),
  __test: ([name, value]) => booleanValue(passes(name.value, value, [])),
  __filter: ([name, value, ...args]) => applyFilter(name.value, value, args),
  /** Throws unless `value.name` and `value[key]` are allowed on the value. */
  __known: ([value]) => {
    if (isUndefined(value)) throw new Error('a field of what is undefined is asked for');
    return value;
  },
  /** A text as its characters, so that a negative or whole number finds one. */
  __indexed: ([value]) => {
    if (isUndefined(value)) throw new Error('a field of what is undefined is asked for');
    return isText(value) ? listValue(pythonMembers(value)) : value;
  },
  /** The items of a loop; a pair may be unpacked whether it is a list or not. */
  __members: ([value]) =>
    listValue(
      pythonMembers(value).map((each) => (each.type === 'TupleValue' ? listValue(each.value) : each)),
    ),
  __callable: ([name, value]) => {
    if (value.type !== 'FunctionValue') throw new Error(`${name.value}() is not supported`);
    return value;
  },
  __method: ([name, value, ...args]) => {
    const result = callTextMethod(name.value, value, args);
    if (result) return result;
    if (isMapping(value) && value.value.has(name.value)) {
      const own = value.value.get(name.value) as TemplateValue;
      if (own.type === 'FunctionValue') return own.value(args);
    }
    throw new Error(`${name.value}() of what is not a text is not supported`);
  },
  __cycle: ([index, ...values]) => values[index.value % values.length],
  dict: (args) => {
    const { positional } = new CallArguments('dict', args);
    if (positional.length > 0) throw new Error('dict() of values is not supported');
    return mappingValue(args.at(-1)?.value ?? new Map());
  },
};

/** The variables that a template rewritten by `withPythonSemantics` needs. */
export const PYTHON_FUNCTIONS: ReadonlyMap<string, TemplateValue> = new Map(
  Object.entries(FUNCTIONS).map(([name, call]) => [name, functionValue(call)]),
);
