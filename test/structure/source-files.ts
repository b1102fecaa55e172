import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export interface SourceImport {
  readonly specifier: string;
  /** Erased by the compiler. `import { type A }` is not: with verbatimModuleSyntax the module is still loaded. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** `engine/onnx/decoder.ts`, from src/. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly SourceImport[];
}

/** Static, dynamic, re-exporting and type imports of a module. */
export function importsOf(text: string): SourceImport[] {
  const found: SourceImport[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node && ts.isStringLiteralLike(node)) found.push({ specifier: node.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.tsx', text, ts.ScriptTarget.ES2023, true));
  return found;
}

/** Every non-test module under a folder of the repository; paths are from src/, those of other folders begin with `../`. */
export function readSources(folder = 'src'): SourceFile[] {
  const root = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|d)\.tsx?$/.test(path))
    .sort()
    .map((name) => {
      const text = readFileSync(`${root}/${name}`, 'utf8');
      return { path: folder === 'src' ? name : `../${folder}/${name}`, text, imports: importsOf(text) };
    });
}

/** The path from src/ that a relative import names; undefined for packages and built-in modules. */
export function resolveImport(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

/** `engine` of `engine/onnx/decoder.ts`; undefined for modules that lie in src/ itself. */
export function folderOf(path: string): string | undefined {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined;
}
