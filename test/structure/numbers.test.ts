import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readSources, type SourceFile } from './source-files.ts';

const FORMATTERS = new Set(['toFixed', 'toPrecision', 'toExponential', 'toLocaleString', 'NumberFormat']);

/** Who else may cut a number, and why it is not one that a reader reads as a result. */
const ALLOWED: Readonly<Record<string, string>> = {
  'report/figures/plot-panel.ts': 'coordinates of an SVG file',
  'report/figures/stack-labels.ts': 'coordinates of an SVG file',
  '../pages/report/src/figure-files/svg-text-of.ts': 'coordinates of an SVG file',
  '../pages/report/src/figure-files/light-styles.ts': 'an opacity',
  '../pages/report/src/figures/heat-scale.tsx': 'a CSS length',
  '../pages/report/src/figures/robustness-figure.tsx': 'coordinates of a path',
  '../pages/report/src/figures/scatter-figure.tsx': 'coordinates of marks',
  '../pages/report/src/figures/heat-figure.tsx': 'a CSS length',
  '../pages/report/src/chart/marks.tsx': 'coordinates of marks',
  '../pages/report/src/chart/axes.tsx': 'coordinates of ticks',
  '../pages/report/src/chart/damage-scale.ts': 'values of ticks, not their text',
  '../pages/report/src/chart/log-scale.ts': 'values of ticks, not their text',
  '../pages/lab/components/plane-figure.tsx': 'coordinates of a path',
  'report/page/page-scatters.ts': 'rounds data that a page carries',
  'report/page/round-for-page.ts': 'rounds data that a page carries, as far as the text allows',
  'stages/run/score-line.ts': 'rounds data of a JSON line',
  'checkpoint/template/python-filters.ts': "renders what Python's round gives inside a chat template",
  'audit/units/scatter.ts': 'rounds data of results.json',
  'audit/results/verdict.ts':
    'sentences of results.json, whose bytes its schema fixes; reports write theirs anew',
  'audit/results/judge-claims.ts':
    'sentences of results.json, whose bytes its schema fixes; reports write theirs anew',
  'audit/selection/select-arm.ts':
    'sentences of results.json, whose bytes its schema fixes; reports write theirs anew',
  'diagnostics/judge-gaussian-map.ts':
    'a sentence of results.json, whose bytes its schema fixes; reports write theirs anew',
};

/** Places of a module that cut or scale a number into text, as `name, line`. */
function formattings(text: string): string[] {
  const source = ts.createSourceFile('module.tsx', text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const add = (node: ts.Node, name: string): void => {
    found.push(`${name}, line ${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
  };
  const isHundred = (node: ts.Node): boolean => ts.isNumericLiteral(node) && node.text === '100';
  const scales = (node: ts.Node): boolean =>
    (ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.AsteriskToken &&
      (isHundred(node.left) || isHundred(node.right))) ||
    ts.forEachChild(node, (child) => scales(child) || undefined) === true;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && FORMATTERS.has(node.name.text)) add(node, node.name.text);
    if (ts.isTemplateSpan(node) && scales(node.expression)) add(node, '100 × in a template');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const formatting = ({ path, text }: SourceFile): string[] =>
  formattings(text).map((place) => `${path}: ${place}`);

describe('numbers for readers', () => {
  const others = [...readSources(), ...readSources('pages')].filter(
    ({ path }) => !path.startsWith('wording/'),
  );

  it('are written by src/wording alone', () => {
    expect(others.filter(({ path }) => !(path in ALLOWED)).flatMap(formatting)).toEqual([]);
  });

  it('leave no exception that nothing needs', () => {
    const needed = others.filter((file) => formatting(file).length > 0).map(({ path }) => path);
    expect(Object.keys(ALLOWED).filter((path) => !needed.includes(path))).toEqual([]);
  });
});

describe('this check itself', () => {
  it('sees what cuts and what scales, and nothing in a string', () => {
    const template = (expression: string) => `\`\${${expression}}%\`;`;
    const text = [
      'x.toFixed(2);',
      'x?.toPrecision(2);',
      "new Intl.NumberFormat('en');",
      template('Math.round(100 * share)'),
      template('share * 100'),
      "const a = 100 * share; const b = 'toFixed';",
    ].join('\n');
    expect(formattings(text)).toEqual([
      'toFixed, line 1',
      'toPrecision, line 2',
      'NumberFormat, line 3',
      '100 × in a template, line 4',
      '100 × in a template, line 5',
    ]);
  });
});
