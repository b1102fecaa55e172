import { parse, tokenize } from '@huggingface/jinja';
import { withPythonSemantics } from './python-semantics.ts';

type Token = ReturnType<typeof tokenize>[number];
export type ParsedTemplate = ReturnType<typeof parse>;

/** Parses a Jinja source with the meaning it has in Python, as transformers sets Jinja up. Throws where it does not parse. */
export function parseTemplate(source: string): ParsedTemplate {
  const parsed = parseAsWritten(source);
  withPythonSemantics(parsed);
  return parsed;
}

/** The same with the names that the source has: not for rendering. */
export function parseAsWritten(source: string): ParsedTemplate {
  const tokens = tokenize(withPlainTags(source), { lstrip_blocks: true, trim_blocks: true });
  return parse(withPlainTests(tokens));
}

/**
 * Line ends are newlines to Jinja, whatever the file has. `{%+` keeps the white space before it and `+%}` the newline after it: an empty
 * expression between does the same.
 */
function withPlainTags(source: string): string {
  return source.replace(/\r\n?/g, '\n').replace(/\{%\+/g, "{{ '' }}{%").replace(/\+%\}/g, "%}{{ '' }}");
}

/** Rejects a chain of comparisons, which the parser misreads; `x is in y` becomes `x in y`. */
function withPlainTests(tokens: readonly Token[]): Token[] {
  const isWord = (at: number, word: string): boolean =>
    tokens[at]?.type === 'Identifier' && tokens[at].value === word;
  const kept = tokens.filter(
    (_, i) => !(isWord(i, 'is') && (isWord(i + 1, 'in') || (isWord(i + 1, 'not') && isWord(i + 2, 'in')))),
  );
  refuseChains(kept);
  return kept;
}

const BOUNDARIES = new Set(['and', 'or', 'if', 'else', 'elif', 'not', 'for']);

function refuseChains(tokens: readonly Token[]): void {
  // For each open bracket: whether the operand being read follows a comparison.
  let compared = [false];
  for (const [i, { type, value }] of tokens.entries()) {
    const inner = compared.length - 1;
    const isLoop = tokens[i - 1]?.value === '{%' && value === 'for';
    if (/^Open(Statement|Expression)$/.test(type)) compared = [false];
    else if (/^Open/.test(type)) compared.push(false);
    else if (/^Close(Paren|SquareBracket|CurlyBracket)$/.test(type)) compared.pop();
    else if (['Comma', 'Equals', 'Colon'].includes(type)) compared[inner] = false;
    else if (type === 'ComparisonBinaryOperator' || (type === 'Identifier' && value === 'in')) {
      if (compared[inner])
        throw new Error(`a chain of comparisons ("${value}" after another) is not supported`);
      compared[inner] = true;
    } else if (type === 'Identifier' && BOUNDARIES.has(value) && tokens[i + 1]?.value !== 'in')
      compared[inner] = false;
    if (isLoop) compared[inner] = false;
  }
}
