import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fileOf = (name: string): string => `${root}src/${name}.ts`;
const ENTRIES = ['methods', 'statistics', 'report'];

const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
const program = ts.createProgram(ENTRIES.map(fileOf), options);
const checker = program.getTypeChecker();

const resolved = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
const exportsOf = (entry: string): ts.Symbol[] =>
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(fileOf(entry))!)!)
    .map(resolved);

/** Whether its module exports it; what is not exported cannot be named elsewhere, only looked through. */
const isExported = (declaration: ts.Declaration): boolean =>
  (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;

/** Types of this package in the signature of an exported declaration: bodies and private members are not part of it. */
function namesIn(declaration: ts.Node, seen = new Set<ts.Symbol>()): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const see = (symbol: ts.Symbol): void => {
    if (symbol.flags & ts.SymbolFlags.TypeParameter || seen.has(symbol)) return;
    seen.add(symbol);
    for (const each of symbol.declarations ?? []) {
      if (!each.getSourceFile().fileName.startsWith(`${root}src/`)) continue;
      if (isExported(each)) found.push(symbol);
      else found.push(...namesIn(each, seen));
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isPrivateIdentifier(node)) return;
    if (ts.isClassElement(node) && node.name && ts.isPrivateIdentifier(node.name)) return;
    // A value of theirs is not part of the signature.
    if (ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node) || ts.isParameter(node)) {
      if (node.type) visit(node.type);
      return;
    }
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol) see(resolved(symbol));
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(declaration, visit);
  return found;
}

describe.each(ENTRIES)('refusal-lab/%s', (entry) => {
  it('exports every type of this package that stands in its signatures', () => {
    const exported = new Set(exportsOf(entry));
    expect(exported.size).toBeGreaterThan(10);
    const missing = [...exported].flatMap((symbol) =>
      (symbol.declarations ?? [])
        .flatMap((each) => namesIn(each))
        .filter((each) => !exported.has(each))
        .map((each) => `${symbol.name} names ${each.name}`),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  it('is named by package.json, with its types', () => {
    const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
    expect(exports[`./${entry}`]).toEqual({
      types: `./dist/${entry}.d.ts`,
      default: `./dist/${entry}.js`,
    });
  });
});
