import { FILTERS } from './python-filters.ts';
import { TEXT_METHODS } from './python-text-methods.ts';

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

/** A name that no template uses. */
const FILTERED = '__filtered';

/**
 * Makes a parsed template mean what it means in Python, where the library follows JavaScript without a word: operators and
 * comparisons, tests, what is printed, most filters, the methods of texts, and what is asked of undefined values. They become calls of
 * `PYTHON_FUNCTIONS`. Changes the template in place. What remains is in docs/decisions/0030.
 */
export function withPythonSemantics(parsed: object): void {
  rewriteFields(parsed as Node);
}

function rewriteFields(node: Node): void {
  // The name of a filter is not a function.
  for (const [field, value] of Object.entries(node))
    if (field === 'filter') rewriteArguments(value as Node);
    else if (isStatements(node, field)) node[field] = (value as Node[]).flatMap(statement);
    else node[field] = rewriteValue(value);
}

function rewriteArguments(filter: Node): void {
  if (filter.type === 'CallExpression') filter.args = rewriteValue(filter.args);
}

function rewriteValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewriteValue);
  if (value instanceof Map)
    return new Map([...value].map(([key, each]) => [rewriteValue(key), rewriteValue(each)]));
  return isNode(value) ? rewrite(value) : value;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Fields whose members are rendered one after the other. */
function isStatements(node: Node, field: string): boolean {
  return Array.isArray(node[field]) && ['body', 'alternate', 'defaultBlock'].includes(field);
}

/** Renders values as Python prints them; a block that goes through a filter becomes a text first. */
function statement(each: Node): Node[] {
  if (each.type === 'FilterStatement') {
    const { filter, body } = each;
    const operand = identifier(FILTERED);
    const filtered: Node = { type: 'FilterExpression', operand, filter };
    return [{ type: 'Set', assignee: operand, value: null, body }, filtered].flatMap(statement);
  }
  const node = rewrite(each);
  return EXPRESSIONS.test(each.type) && each.type !== 'StringLiteral' ? [call('__text', node)] : [node];
}

const EXPRESSIONS = /(Expression|Literal|Identifier|Ternary)$/;

function rewrite(node: Node): Node {
  rewriteFields(node);
  switch (node.type) {
    case 'BinaryExpression':
      return rewriteOperator(node);
    case 'FilterExpression':
      return rewriteFilter(node);
    case 'CallExpression':
      return rewriteCall(node);
    case 'TestExpression':
      return rewriteTest(node);
    case 'MemberExpression':
      return rewriteMember(node);
    case 'For':
      return rewriteFor(node);
    default:
      return node;
  }
}

function rewriteOperator(node: Node): Node {
  const { left, right, operator } = node as unknown as Binary;
  switch (operator.value) {
    case 'and':
    case 'or':
    case '**':
      return node;
    case '==':
      return call('__equal', left, right);
    case '!=':
      return not(call('__equal', left, right));
    case 'in':
      return call('__contains', left, right);
    case 'not in':
      return not(call('__contains', left, right));
    default:
      return call('__operate', text(operator.value), left, right);
  }
}

function rewriteFilter(node: Node): Node {
  const { operand, filter } = node as unknown as { operand: Node; filter: Node };
  const name = ((filter.type === 'CallExpression' ? filter.callee : filter) as { value: string }).value;
  const args = filter.type === 'CallExpression' ? (filter.args as unknown[]) : [];
  return Object.hasOwn(FILTERS, name) ? call('__filter', text(name), operand, ...args) : node;
}

/** Methods of texts, `loop.cycle(…)`, and names that are not functions. */
function rewriteCall(node: Node): Node {
  const callee = node.callee as Node;
  const args = node.args as unknown[];
  if (callee.type === 'Identifier')
    return { ...node, callee: call('__callable', text(callee.value as string), callee) };
  if (callee.type !== 'MemberExpression' || callee.computed) return node;
  const name = (callee.property as { value: string }).value;
  const object = callee.object as Node;
  if (name === 'cycle') return call('__cycle', member(object, 'index0'), ...args);
  if (Object.hasOwn(TEXT_METHODS, name)) return call('__method', text(name), object, ...args);
  return { ...node, callee: call('__callable', text(name), callee) };
}

function rewriteTest(node: Node): Node {
  const passes = call('__test', text((node.test as { value: string }).value), node.operand);
  return node.negate ? not(passes) : passes;
}

/** Strings are indexed by characters; a field of an undefined value is an error. */
function rewriteMember(node: Node): Node {
  const property = node.property as Node;
  const asText = !node.computed || property.type === 'StringLiteral' || property.type === 'SliceExpression';
  return { ...node, object: call(asText ? '__known' : '__indexed', node.object) };
}

/** Texts can be iterated over too; a variable set in one turn is forgotten in the next. */
function rewriteFor(node: Node): Node {
  const iterable = node.iterable as Node;
  if (iterable.type === 'SelectExpression') iterable.lhs = call('__members', iterable.lhs);
  else node.iterable = call('__members', iterable);
  const body = node.body as Node[];
  if (!body.some((each) => holds(each, 'Set')) || body.some((each) => holds(each, 'Break'))) return node;
  // The library gives a loop one scope for all turns: a loop of one turn inside is a scope of its own.
  const turn: Node = {
    type: 'For',
    loopvar: identifier('__turn'),
    iterable: call('__members', text('1')),
    body: [set('loop', identifier('__loop')), ...body],
    defaultBlock: [],
  };
  return { ...node, body: [set('__loop', identifier('loop')), turn] };
}

/** Whether a statement of that type runs in the scope of `node`, or is `node` itself. */
function holds(node: Node, type: string): boolean {
  if (node.type === type) return true;
  return (
    node.type === 'If' &&
    [...(node.body as Node[]), ...(node.alternate as Node[])].some((each) => holds(each, type))
  );
}

const set = (name: string, value: Node): Node => ({
  type: 'Set',
  assignee: identifier(name),
  value,
  body: [],
});

const identifier = (value: string): Node => ({ type: 'Identifier', value });

const text = (value: string): Node => ({ type: 'StringLiteral', value });

const member = (object: Node, name: string): Node => ({
  type: 'MemberExpression',
  object,
  property: identifier(name),
  computed: false,
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
