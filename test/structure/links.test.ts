import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, type MarkdownPage, ROOT, readPages } from './markdown-pages.ts';

const pages = readPages();

/** Links of the pages that lead nowhere: `page: target`. Targets beyond the repository are left alone. */
function brokenLinks(all: readonly MarkdownPage[], exists: (path: string) => boolean): string[] {
  const byPath = new Map(all.map((page) => [page.path, page]));
  return all.flatMap(({ path, text }) =>
    linksOf(text)
      .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
      .filter((target) => {
        const [file, anchor] = target.split('#', 2);
        const found = file === '' ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
        if (found.startsWith('..') || !exists(found)) return true;
        if (anchor === undefined) return false;
        const page = byPath.get(found);
        return page === undefined || !anchorsOf(page.text).has(decodeURIComponent(anchor));
      })
      .map((target) => `${path}: ${target}`),
  );
}

/** Files and folders of the repository that stand in backticks: `src/cli/program.ts`. */
function namedPaths(text: string): string[] {
  const paths = /`((?:src|pages|test|bench|simulations|organism|docs|examples)(?:\/[\w.-]+)+\/?)`/g;
  return [...text.matchAll(paths)].map(([, path]) => path);
}

/** Pages of `folder` that no chain of links leads to from its README. */
function unreached(all: readonly MarkdownPage[], folder: string): string[] {
  const byPath = new Map(all.map((page) => [page.path, page]));
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const page = byPath.get(path);
    if (page === undefined || seen.has(path)) return;
    seen.add(path);
    for (const target of linksOf(page.text)) visit(posix.join(posix.dirname(path), target.split('#', 1)[0]));
  };
  visit(`${folder}/README.md`);
  return all.map(({ path }) => path).filter((path) => path.startsWith(`${folder}/`) && !seen.has(path));
}

describe('pages of the documentation', () => {
  it('are found', () => {
    const paths = pages.map(({ path }) => path);
    expect(paths).toContain('README.md');
    expect(paths).toContain('docs/README.md');
    expect(paths.filter((path) => path.startsWith('docs/method/')).length).toBeGreaterThan(5);
  });

  it('link to files and headings that exist', () => {
    expect(brokenLinks(pages, (path) => existsSync(`${ROOT}/${path}`))).toEqual([]);
  });

  it('name only files and folders that exist', () => {
    const missing = pages.flatMap(({ path, text }) =>
      namedPaths(text)
        .filter((named) => !existsSync(`${ROOT}/${named}`))
        .map((named) => `${path}: ${named}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(['docs', 'docs/method', 'docs/decisions'])('of %s are all reached from its README', (folder) => {
    expect(unreached(pages, folder)).toEqual([]);
  });
});

describe('these checks themselves', () => {
  it('see links and pictures, and none in code', () => {
    const text = [
      'A [link](a.md), a ![picture](b.png) and [both](c.md#d "title"), [one](e_(f).md).',
      '`[not](this.md)`',
      '```sh\n[nor](that.md)\n```',
    ].join('\n');
    expect(linksOf(text)).toEqual(['a.md', 'b.png', 'c.md#d', 'e_(f).md']);
  });

  it('name headings as GitHub does', () => {
    const text =
      '# One, two\n## PCA + OT (`pca-ot`)\n## One, two\n## [Named](x.md) — 40–60%\n```\n# no heading\n```\n<a id="ref-1"></a>';
    expect([...anchorsOf(text)]).toEqual(['one-two', 'pca--ot-pca-ot', 'one-two-1', 'named--4060', 'ref-1']);
  });

  it('find links to no file, to no heading and out of the repository', () => {
    const made = [
      { path: 'README.md', text: '[a](docs/a.md#there) [b](docs/b.md) [c](https://example.org/x.md)' },
      {
        path: 'docs/a.md',
        text: '# There\n[up](../README.md) [here](#there) [gone](#gone) [out](../../x.md)',
      },
    ];
    expect(brokenLinks(made, (path) => made.some((page) => page.path === path))).toEqual([
      'README.md: docs/b.md',
      'docs/a.md: #gone',
      'docs/a.md: ../../x.md',
    ]);
  });

  it('find paths in backticks, and no patterns', () => {
    expect(namedPaths('`src/a.ts`, `test/b/`, `src/c-*.ts`, `src/{d,e}`, src/f.ts, `runs/g`')).toEqual([
      'src/a.ts',
      'test/b/',
    ]);
  });

  it('find pages that nothing leads to', () => {
    const made = [
      { path: 'docs/README.md', text: '[a](a.md)' },
      { path: 'docs/a.md', text: '[b](b.md#x)' },
      { path: 'docs/b.md', text: '' },
      { path: 'docs/c.md', text: '[a](a.md)' },
    ];
    expect(unreached(made, 'docs')).toEqual(['docs/c.md']);
  });
});
