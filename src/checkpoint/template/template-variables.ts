import { parseAsWritten } from './parse-template.ts';

/** What a program gives a template, as opposed to what its user may choose; and what Jinja has of its own. */
const GIVEN = new Set(
  `messages tools documents add_generation_prompt continue_final_message raise_exception strftime_now
  range namespace loop dict cycler joiner lipsum caller self true True false False none None`.split(/\s+/),
);

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * Variables that a template (Jinja source) reads before it sets them, in the order of their first use: those that whoever renders it may
 * choose. `tokens`: names of special tokens, which the tokenizer gives.
 */
export function templateVariables(source: string, tokens: Readonly<Record<string, string>> = {}): string[] {
  const found = new Set<string>();
  const bound = new Set([...GIVEN, ...Object.keys(tokens)]);
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) walk(each);
    else if (value instanceof Map) walk([...value].flat());
    else if (isNode(value)) visit(value);
  };
  const bind = (target: unknown): void => {
    if (!isNode(target)) return;
    if (target.type === 'Identifier') bound.add(String(target.value));
    else if (target.type === 'TupleLiteral') for (const each of target.value as unknown[]) bind(each);
    else walk(target);
  };
  const visit = (node: Node): void => {
    const filter = node.filter as Node | undefined;
    switch (node.type) {
      case 'Identifier':
        if (!bound.has(String(node.value))) found.add(String(node.value));
        break;
      case 'MemberExpression':
        walk([node.object, node.computed ? node.property : undefined]);
        break;
      case 'KeywordArgumentExpression':
        walk(node.value);
        break;
      case 'TestExpression':
        walk(node.operand);
        break;
      // A filter's name is not a variable; its arguments may be.
      case 'FilterExpression':
        walk([node.operand, filter?.args]);
        break;
      case 'FilterStatement':
        walk([filter?.args, node.body]);
        break;
      case 'Set':
        walk([node.value, node.body]);
        bind(node.assignee);
        break;
      case 'For':
        walk(node.iterable);
        bind(node.loopvar);
        walk([node.body, node.defaultBlock]);
        break;
      case 'Macro':
        bind(node.name);
        for (const parameter of node.args as Node[])
          bind(parameter.type === 'KeywordArgumentExpression' ? parameter.key : parameter);
        walk(node.body);
        break;
      default: {
        // An operator is a token, and may look like a name.
        const { operator: _, ...parts } = node;
        walk(Object.values(parts));
      }
    }
  };
  walk(parseAsWritten(source));
  return [...found];
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
