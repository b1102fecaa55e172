import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { folderOf, importsOf, readSources, resolveImport, type SourceFile } from './source-files.ts';

/** A folder imports only folders before it. Modules in src/ itself (the package's entry) may import all, and none imports them. */
const ORDER = [
  'errors',
  'wording',
  'formats',
  'hub',
  'linalg',
  'interventions',
  'transport',
  'statistics',
  'organism',
  'prompts',
  'checkpoint',
  'engine',
  'activations',
  'methods',
  'diagnostics',
  'judges',
  'metrics',
  'results',
  'stages',
  'doctor',
  'report',
  'audit',
  'laboratory',
  'lab-server',
  'cli',
];

/** What also runs in a browser. */
const PORTABLE = [
  /^(wording|linalg|interventions|transport|methods|diagnostics|laboratory)\//,
  /^checkpoint\/checkpoint-from-files\.ts$/,
  /^engine\/onnx\/(protobuf|graph-writer|decoder-graph|attention-nodes|port-nodes|rotary-tables|families|segment|weight-nodes)\.ts$/,
];

const MOST_LINES = 400;
const MANY_LINES = 200;
const LONG_SHARE = 0.1;

const sources = readSources();

function orderProblems(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, imports }) => {
    const folder = folderOf(path);
    if (folder === undefined) return [];
    if (!ORDER.includes(folder)) return [`${path}: folder ${folder} is not in the declared order`];
    return imports.flatMap(({ specifier }) => {
      const target = resolveImport(path, specifier);
      if (target === undefined) return [];
      const other = folderOf(target);
      const allowed =
        other === folder ||
        (other !== undefined && ORDER.includes(other) && ORDER.indexOf(other) < ORDER.indexOf(folder));
      return allowed ? [] : [`${path} imports ${target}`];
    });
  });
}

/** Places, files or folders, that reach themselves through imports of others, types counted. */
function placesInCycles(
  files: readonly SourceFile[],
  placeOf: (path: string) => string | undefined,
): string[] {
  const edges = new Map<string, Set<string>>();
  for (const { path, imports } of files)
    for (const { specifier } of imports) {
      const [from, target] = [placeOf(path), resolveImport(path, specifier)];
      const to = target === undefined ? undefined : placeOf(target);
      if (from === undefined || to === undefined || from === to) continue;
      edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  const reach = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of edges.get(from) ?? []) if (!seen.has(to)) reach(to, seen.add(to));
    return seen;
  };
  return [...edges.keys()].filter((place) => reach(place).has(place));
}

const itself = (path: string): string => path;

/** The first chain of value imports from `path` to a built-in module. */
function chainToBuiltin(
  path: string,
  files: ReadonlyMap<string, SourceFile>,
  seen = new Set<string>(),
): string[] | undefined {
  if (seen.has(path)) return undefined;
  seen.add(path);
  for (const { specifier, typeOnly } of files.get(path)?.imports ?? []) {
    if (typeOnly) continue;
    if (isBuiltin(specifier)) return [path, specifier];
    const target = resolveImport(path, specifier);
    const chain = target === undefined ? undefined : chainToBuiltin(target, files, seen);
    if (chain) return [path, ...chain];
  }
  return undefined;
}

/** Lines that name a folder of one machine. */
function machinePaths(text: string): string[] {
  return text.split('\n').filter((line) => /(^|[^\w.])\/(work|root|home)\b/.test(line));
}

/** Modules made up by what they import. */
function madeUp(modules: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries(modules).map(([path, text]) => ({ path, text, imports: importsOf(text) }));
}

describe('folders of src/', () => {
  it('import only what lies before them', () => {
    expect(orderProblems(sources)).toEqual([]);
  });

  it('have no cycle, types counted', () => {
    expect(placesInCycles(sources, folderOf)).toEqual([]);
  });

  it('import only modules that exist', () => {
    const known = new Set(sources.map(({ path }) => path));
    const missing = sources.flatMap(({ path, imports }) =>
      imports
        .map(({ specifier }) => resolveImport(path, specifier))
        .filter((target) => target !== undefined && !known.has(target))
        .map((target) => `${path} imports ${target}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('portable modules', () => {
  const files = new Map(sources.map((file) => [file.path, file]));
  const portable = sources.map(({ path }) => path).filter((path) => PORTABLE.some((rule) => rule.test(path)));

  it('are found', () => {
    for (const folder of [
      'wording',
      'linalg',
      'interventions',
      'transport',
      'methods',
      'diagnostics',
      'laboratory',
    ])
      expect(portable.filter((path) => folderOf(path) === folder).length, folder).toBeGreaterThan(1);
    expect(portable.filter((path) => path.startsWith('engine/onnx/'))).toHaveLength(8);
  });

  it.each(portable)('%s reaches no built-in module', (path) => {
    expect(chainToBuiltin(path, files)).toBeUndefined();
  });
});

describe('source files', () => {
  it('import each other in no circle, types counted', () => {
    expect(placesInCycles([...sources, ...readSources('pages')], itself)).toEqual([]);
  });

  const lines = sources.map(({ path, text }) => ({ path, count: text.trimEnd().split('\n').length }));

  it(`have at most ${MOST_LINES} lines`, () => {
    expect(lines.filter(({ count }) => count > MOST_LINES)).toEqual([]);
  });

  it(`have over ${MANY_LINES} lines in at most a tenth of the cases`, () => {
    const long = lines.filter(({ count }) => count > MANY_LINES);
    expect(long.length / lines.length, long.map(({ path }) => path).join(', ')).toBeLessThanOrEqual(
      LONG_SHARE,
    );
  });

  it('name no folder of the machine that they were written on', () => {
    expect(sources.filter(({ text }) => machinePaths(text).length > 0).map(({ path }) => path)).toEqual([]);
  });
});

describe('these checks themselves', () => {
  it('see every kind of import', () => {
    const text = `
      import a, { b } from './value.ts';
      import './effect.ts';
      import type { C } from './type.ts';
      import { type D } from './still-loaded.ts';
      export { e } from './re-export.ts';
      export type { F } from './type-export.ts';
      export * from './star.ts';
      const g = await import('./dynamic.ts');
      let h: typeof import('./type-query.ts');
      let i: import('./import-type.ts').I;
      const notOne = "import './text.ts'"; // import './comment.ts'
    `;
    expect(importsOf(text)).toEqual(
      [
        ['./value.ts', false],
        ['./effect.ts', false],
        ['./type.ts', true],
        ['./still-loaded.ts', false],
        ['./re-export.ts', false],
        ['./type-export.ts', true],
        ['./star.ts', false],
        ['./dynamic.ts', false],
        ['./type-query.ts', true],
        ['./import-type.ts', true],
      ].map(([specifier, typeOnly]) => ({ specifier, typeOnly })),
    );
  });

  it('find imports against the order', () => {
    expect(
      orderProblems(
        madeUp({
          'linalg/a.ts': "import { b } from '../methods/b.ts'; import { c } from '../errors/c.ts';",
          'report/a.ts': "import type { B } from '../audit/b.ts';",
          'stages/a.ts': "import type { B } from '../audit/b.ts';",
          'audit/a.ts': "import { b } from '../index.ts';",
          'unheard-of/a.ts': '',
          'index.ts': "export { b } from './cli/b.ts';",
        }),
      ),
    ).toEqual([
      'linalg/a.ts imports methods/b.ts',
      'report/a.ts imports audit/b.ts',
      'stages/a.ts imports audit/b.ts',
      'audit/a.ts imports index.ts',
      'unheard-of/a.ts: folder unheard-of is not in the declared order',
    ]);
  });

  it('find cycles through several folders and files, types counted', () => {
    const files = madeUp({
      'a/x.ts': "import { y } from '../b/y.ts';",
      'a/u.ts': "import { w } from '../d/w.ts';",
      'b/y.ts': "import { z } from '../c/z.ts';",
      'c/z.ts': "import type { x } from '../a/x.ts';",
      'c/v.ts': '',
      'd/w.ts': "import { v } from '../c/v.ts';",
    });
    expect(placesInCycles(files, folderOf)).toEqual(['a', 'b', 'c', 'd']);
    expect(placesInCycles(files, itself)).toEqual(['a/x.ts', 'b/y.ts', 'c/z.ts']);
    expect(placesInCycles(files.slice(1), itself)).toEqual([]);
  });

  it('find built-in modules behind other modules, with or without their prefix', () => {
    const files = new Map(
      madeUp({
        'a.ts': "import type { t } from 'node:fs'; import { b } from './b.ts';",
        'b.ts': "import { a } from './a.ts'; import { c } from './c.ts';",
        'c.ts': "import { join } from 'path';",
        'd.ts': "import type { b } from './b.ts'; import { Matrix } from 'ml-matrix';",
      }).map((file) => [file.path, file]),
    );
    expect(chainToBuiltin('a.ts', files)).toEqual(['a.ts', 'b.ts', 'c.ts', 'path']);
    expect(chainToBuiltin('d.ts', files)).toBeUndefined();
  });

  it('find machine paths and leave relative ones alone', () => {
    const here = ['work', 'root', 'home'].map((name) => `const folder = '/${name}/x';`);
    expect(machinePaths(here.join('\n'))).toEqual(here);
    expect(
      machinePaths("import '../engine/worker/a.ts'; const b = './work/c'; const d = 'src/root';"),
    ).toEqual([]);
  });
});
