import { describe, expect, it } from 'vitest';
import { readPages, withoutCode } from './markdown-pages.ts';

/**
 * Formulas in the form that GitHub renders: Markdown reads them before MathJax does, so it eats a backslash before punctuation, takes
 * an underscore behind punctuation for emphasis and ends a table's cell at a bar.
 */
const PROBLEMS: readonly (readonly [string, RegExp])[] = [
  ['a backslash before punctuation is eaten', /\\[^A-Za-z\s]/],
  ['an underscore behind punctuation opens emphasis', /(^|[^A-Za-z0-9])_/],
  ['an asterisk opens emphasis', /\*/],
  ['a bar ends a cell', /\|/],
  ['a macro that GitHub refuses', /\\(operatorname|mbox|phantom|newcommand|def|require)\b/],
  ['a space inside the dollars', /^\s|\s$/],
];

interface Formula {
  readonly text: string;
  readonly display: boolean;
}

/** Formulas of a page; what is left of it afterwards should hold no dollar. */
function formulasOf(page: string): { readonly formulas: Formula[]; readonly rest: string } {
  const formulas: Formula[] = [];
  const take = (text: string, pattern: RegExp, display: boolean): string =>
    text.replace(pattern, (_, formula: string) => {
      formulas.push({ text: formula, display });
      return '';
    });
  const inline = take(withoutCode(page), /^\$\$(.+)\$\$$/gm, true);
  return { rest: take(inline, /\$([^$\n]+)\$/g, false), formulas };
}

function problemsOf(page: string): string[] {
  const { formulas, rest } = formulasOf(page);
  const braces = (text: string): number => text.split('{').length - text.split('}').length;
  return [
    ...formulas.flatMap(({ text }) => [
      ...PROBLEMS.filter(([, pattern]) => pattern.test(text)).map(([problem]) => `${text}: ${problem}`),
      ...(braces(text) === 0 ? [] : [`${text}: braces`]),
    ]),
    ...rest.split('\n').filter((line) => line.includes('$')),
  ];
}

describe('formulas of the documentation', () => {
  const pages = readPages().filter(({ path }) => path.startsWith('docs/'));

  it('are found', () => {
    const all = pages.flatMap(({ text }) => formulasOf(text).formulas);
    expect(all.filter(({ display }) => display).length).toBeGreaterThan(10);
    expect(all.filter(({ display }) => !display).length).toBeGreaterThan(100);
  });

  it.each(pages.map(({ path, text }) => [path, text]))(
    'of %s are in the form that GitHub renders',
    (_, text) => {
      expect(problemsOf(text)).toEqual([]);
    },
  );

  it('are told from formulas that it does not render', () => {
    expect(problemsOf('Let $x_i^2 \\in \\mathbb{R}^d$, `$HOME` and\n\n$$\\sum_i x_i$$\n')).toEqual([]);
    const bad = ['\\{x\\}', 'a\\,b', '\\tilde{x}_i', 'l^*', '|x|', '\\operatorname{tr}', ' x', '\\frac{a}{b'];
    for (const formula of bad) expect(problemsOf(`so $${formula}$ is`), formula).toHaveLength(1);
    expect(problemsOf('a price of 5$')).toHaveLength(1);
  });
});
