import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from './markdown-pages.ts';
import { folderOf, readSources, resolveImport } from './source-files.ts';

const page = readFileSync(`${ROOT}/docs/architecture.md`, 'utf8');
const folders = readdirSync(`${ROOT}/src`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

it('docs/architecture.md has a row for every folder of src/, and no other', () => {
  const table = page.slice(page.indexOf('## Folders of src/'), page.indexOf('Beside `src/`'));
  const rows = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  expect(rows.toSorted()).toEqual(folders.toSorted());
});

it('docs/architecture.md names only subfolders that a folder has', () => {
  const table = page.slice(page.indexOf('## Folders of src/'), page.indexOf('Beside `src/`'));
  const missing = [...table.matchAll(/^\| `([\w-]+)` \| (.*?) \| `/gm)].flatMap(([, folder, holds]) =>
    [...holds.matchAll(/`([\w-]+)\/`/g)]
      .map(([, name]) => `src/${folder}/${name}`)
      .filter((path) => !existsSync(`${ROOT}/${path}`)),
  );
  expect(missing).toEqual([]);
});

/** What each place reaches along the edges. */
function reachOf(edges: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const visit = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of edges.get(from) ?? []) if (!seen.has(to)) visit(to, seen.add(to));
    return seen;
  };
  return new Map([...edges.keys()].map((from) => [from, visit(from)]));
}

/** What the page says that every folder may import. */
const ANYWHERE = ['errors', 'formats', 'wording'];

it('docs/architecture.md draws what imports what', () => {
  const imports = new Map<string, Set<string>>();
  for (const { path, imports: found } of readSources())
    for (const { specifier } of found) {
      const [from, target] = [folderOf(path), resolveImport(path, specifier)];
      const to = target === undefined ? undefined : folderOf(target);
      if (from === undefined || to === undefined || from === to || ANYWHERE.includes(to)) continue;
      imports.set(from, (imports.get(from) ?? new Set()).add(to));
    }
  const drawn = new Map<string, Set<string>>();
  for (const [, from, to] of page.matchAll(/^ {2}([\w-]+) --> ([\w-]+)$/gm))
    if (folders.includes(from)) drawn.set(from, (drawn.get(from) ?? new Set()).add(to));
  const [real, shown] = [reachOf(imports), reachOf(drawn)];
  const pairs = (reach: ReadonlyMap<string, ReadonlySet<string>>): string[] =>
    [...reach].flatMap(([from, places]) => [...places].map((to) => `${from} → ${to}`)).sort();
  expect(pairs(shown)).toEqual(pairs(real));
});
