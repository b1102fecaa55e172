import type { Template } from '@huggingface/jinja';
import { pythonContains, pythonEqual, pythonStrip, pythonText } from './python-values.ts';

/** A node of a parsed template: `type` says which fields it has. */
interface Node {
  type: string;
  [field: string]: unknown;
}

interface Binary {
  readonly operator: { readonly value: string };
  readonly left: Node;
  readonly right: Node;
}

/** Names that no template uses. */
const EQUAL = '__equal';
const CONTAINS = '__contains';
const TEXT = '__text';
const STRIP = '__strip';
const PRINTED = '__printed';

/** What a template that {@link withPythonSemantics} went over needs among its variables. */
export const PYTHON_FUNCTIONS = {
  [EQUAL]: pythonEqual,
  [CONTAINS]: pythonContains,
  [TEXT]: pythonText,
  [STRIP]: pythonStrip,
} as const;

const STRIPS: Readonly<Record<string, string>> = { strip: 'both', lstrip: 'left', rstrip: 'right' };

/**
 * Makes a parsed template mean what it means in Python, where the library follows JavaScript without a word: `==`, `!=`
 * and `in` (here `'' == false`, and two equal lists differ), `~`, what is printed of booleans and `none`, and which characters
 * strip() and trim take away. Changes the template in place. What remains is in docs/decisions/0012.
 */
export function withPythonSemantics({ parsed }: Template): void {
  rewriteFields(parsed as unknown as Node);
}

function rewriteFields(node: Node): void {
  for (const [field, value] of Object.entries(node))
    if (isStatements(node, field)) node[field] = (value as Node[]).flatMap(printed);
    else node[field] = rewriteValue(value);
}

function rewriteValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewriteValue);
  if (value instanceof Map)
    return new Map([...value].map(([key, each]) => [rewriteValue(key), rewriteValue(each)]));
  return isNode(value) ? rewrite(value) : value;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Fields that hold what is rendered one after the other. */
function isStatements(node: Node, field: string): boolean {
  return Array.isArray(node[field]) && ['body', 'alternate', 'defaultBlock'].includes(field);
}

function rewrite(node: Node): Node {
  rewriteFields(node);
  switch (node.type) {
    case 'BinaryExpression':
      return rewriteOperator(node);
    case 'FilterExpression':
      return (node.filter as Node).type === 'Identifier' && (node.filter as Node).value === 'trim'
        ? call(STRIP, node.operand, text('both'))
        : node;
    case 'CallExpression':
      return rewriteCall(node);
    case 'TestExpression':
      return rewriteTest(node);
    default:
      return node;
  }
}

function rewriteOperator(node: Node): Node {
  const { left, right, operator } = node as unknown as Binary;
  switch (operator.value) {
    case '==':
      return equal(left, right);
    case '!=':
      return not(equal(left, right));
    case 'in':
      return call(CONTAINS, left, right);
    case 'not in':
      return not(call(CONTAINS, left, right));
    case '~':
      return binary('+', textOf(left), textOf(right));
    default:
      return node;
  }
}

/** Functions cannot tell none from what is undefined, tests can. */
function equal(left: Node, right: Node): Node {
  const isNone = (side: Node): boolean => side.type === 'Identifier' && side.value === 'none';
  if (isNone(left) !== isNone(right)) return is(isNone(left) ? right : left, 'none');
  return call(EQUAL, left, right);
}

function textOf(node: Node): Node {
  const mayBeNone = node.type === 'Identifier' || node.type === 'MemberExpression';
  return mayBeNone ? choose(is(node, 'none'), text('None'), call(TEXT, node)) : call(TEXT, node);
}

/** `x.strip(…)` and its kin. */
function rewriteCall(node: Node): Node {
  const callee = node.callee as Node;
  if (callee.type !== 'MemberExpression' || callee.computed) return node;
  const side = STRIPS[(callee.property as { value: string }).value];
  return side === undefined ? node : call(STRIP, callee.object, text(side), ...(node.args as unknown[]));
}

/** What passes a test in Python besides. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  number: ['boolean'],
  iterable: ['mapping', 'undefined'],
  sequence: ['undefined'],
};

function rewriteTest(node: Node): Node {
  const operand = node.operand as Node;
  const test = (node.test as { value: string }).value;
  const passes = [test, ...(ALSO[test] ?? [])]
    .map((each) => is(operand, each))
    .reduce((one, other) => binary('or', one, other));
  return node.negate ? not(passes) : passes;
}

/**
 * A value that is rendered: evaluated once, and written as Python does where it is a boolean or none. Lists and mappings, which
 * the library writes as JSON, are refused.
 */
function printed(statement: Node): Node[] {
  const node = rewrite(statement);
  if (!EXPRESSIONS.test(statement.type) || statement.type === 'StringLiteral') return [node];
  const value = identifier(PRINTED);
  const list = binary('and', is(value, 'iterable'), not(is(value, 'string')));
  const special = [is(value, 'boolean'), is(value, 'none'), is(value, 'mapping'), list].reduce((one, other) =>
    binary('or', one, other),
  );
  return [{ type: 'Set', assignee: value, value: node, body: [] }, choose(special, textOf(value), value)];
}

const EXPRESSIONS = /(Expression|Literal|Identifier|Ternary)$/;

const identifier = (value: string): Node => ({ type: 'Identifier', value });

const text = (value: string): Node => ({ type: 'StringLiteral', value });

const is = (operand: Node, test: string): Node => ({
  type: 'TestExpression',
  operand,
  negate: false,
  test: identifier(test),
});

const choose = (condition: Node, trueExpr: Node, falseExpr: Node): Node => ({
  type: 'Ternary',
  condition,
  trueExpr,
  falseExpr,
});

const binary = (operator: string, left: Node, right: Node): Node => ({
  type: 'BinaryExpression',
  operator: { type: 'BinaryOperator', value: operator },
  left,
  right,
});

const not = (argument: Node): Node => ({
  type: 'UnaryExpression',
  operator: { type: 'UnaryOperator', value: 'not' },
  argument,
});

const call = (name: string, ...args: unknown[]): Node => ({
  type: 'CallExpression',
  callee: identifier(name),
  args,
});
