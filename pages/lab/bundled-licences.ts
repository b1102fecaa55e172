import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Writes a file with the licences of all packages that page and workers are built from beside them. `gather` belongs to the
 * workers' plugins, `emit` to the page's: workers are built while the page is.
 */
export function bundledLicences(fileName: string): { readonly gather: Plugin; readonly emit: Plugin } {
  const folders = new Set<string>();
  const moduleParsed = ({ id }: { readonly id: string }): void => {
    const [folder] = PACKAGE.exec(id.replaceAll('\\', '/')) ?? [];
    if (folder) folders.add(folder);
  };
  return {
    gather: { name: 'gather-licences', moduleParsed },
    emit: {
      name: 'emit-licences',
      moduleParsed,
      generateBundle() {
        const source = [...folders].map(licenceOf).sort().join('\n');
        this.emitFile({ type: 'asset', fileName, source });
      },
    },
  };
}

/** Name, version, kind, origin; and the text where the package has one. */
function licenceOf(folder: string): string {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version}: ${license}, ${repository?.url ?? repository ?? dirname(name)}\n${text}`;
}
