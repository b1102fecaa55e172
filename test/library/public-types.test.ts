import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const ENTRY = join(DIST, 'index.d.ts');

/** Names of the package's own types that stand in what `entry` exports and are not exported by it, with where they stand. */
function missingTypes(entry: string, files?: Readonly<Record<string, string>>): string[] {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  if (files) {
    const { fileExists, readFile, getSourceFile } = host;
    host.directoryExists = () => true;
    host.fileExists = (path) => path in files || fileExists(path);
    host.readFile = (path) => files[path] ?? readFile(path);
    host.getSourceFile = (path, version, ...more) =>
      path in files
        ? ts.createSourceFile(path, files[path], version)
        : getSourceFile.call(host, path, version, ...more);
  }
  const program = ts.createProgram([entry], options, host);
  const checker = program.getTypeChecker();
  const aliased = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const source = program.getSourceFile(entry)!;
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).map(aliased);
  const known = new Set(exported);
  const own = (symbol: ts.Symbol): boolean =>
    (symbol.declarations ?? []).some((declaration) => {
      const { fileName } = declaration.getSourceFile();
      return files ? fileName in files : fileName.startsWith(`${DIST}/`);
    });
  const missing = new Map<string, string>();
  for (const symbol of exported)
    for (const declaration of symbol.declarations ?? [])
      visit(declaration, (reference) => {
        const found = checker.getSymbolAtLocation(reference);
        if (!found) return;
        const target = aliased(found);
        if (target.flags & ts.SymbolFlags.TypeParameter || !own(target) || known.has(target)) return;
        if (!missing.has(target.name)) missing.set(target.name, symbol.name);
      });
  return [...missing].map(([name, where]) => `${name} (in ${where})`).sort();
}

/** Every name of a type in a declaration, private members left out: they are not part of a signature. */
function visit(node: ts.Node, tell: (name: ts.EntityName) => void): void {
  if (ts.isClassElement(node) && node.name && ts.isPrivateIdentifier(node.name)) return;
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  if (modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) return;
  if (ts.isTypeReferenceNode(node)) tell(node.typeName);
  if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) tell(node.expression);
  if (ts.isImportTypeNode(node) && node.qualifier) tell(node.qualifier);
  ts.forEachChild(node, (child) => visit(child, tell));
}

describe('types in public signatures', () => {
  it('are public themselves', () => {
    expect(existsSync(ENTRY), 'npm run build').toBe(true);
    expect(missingTypes(ENTRY)).toEqual([]);
  });

  it('are missed where they are not', () => {
    const files = {
      '/made-up/index.d.ts': "export { verb, type Shown } from './verb.js';\n",
      '/made-up/verb.d.ts':
        'interface Hidden { readonly deep: Deeper }\nexport interface Deeper {}\nexport interface Shown extends Base<string> { readonly of: Map<string, Hidden> }\ninterface Base<T> { readonly value: T }\nexport declare function verb(options: Shown): Promise<Hidden>;\n',
    };
    expect(missingTypes('/made-up/index.d.ts', files)).toEqual(['Base (in Shown)', 'Hidden (in verb)']);
  });
});
