import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Folders whose Markdown is read by people; dist/ and runs/ are made by programs. */
const FOLDERS = ['docs', 'examples', 'organism', 'simulations'];

export interface MarkdownPage {
  /** `docs/formats.md`, from the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** Every page at the root and in the folders of documentation, in order of their paths. */
export function readPages(): MarkdownPage[] {
  const names = (folder: string): string[] =>
    readdirSync(ROOT, { encoding: 'utf8' }).includes(folder)
      ? readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' }).map(
          (name) => `${folder}/${name.replaceAll('\\', '/')}`,
        )
      : [];
  return [...readdirSync(ROOT, { encoding: 'utf8' }), ...FOLDERS.flatMap(names)]
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') }));
}

/** The text without fenced blocks and without what stands in backticks, line by line as it was. */
export function withoutCode(text: string): string {
  return text
    .replace(/^( *)(`{3,}|~{3,}).*\n[\s\S]*?^ *\2 *$/gm, (block) => block.replace(/[^\n]/g, ''))
    .replace(/`[^`\n]*`/g, '');
}

/** Targets of links and pictures, in their order. */
export function linksOf(text: string): string[] {
  // A target may hold one pair of parentheses.
  return [...withoutCode(text).matchAll(/\]\(((?:[^()\s]|\([^()\s]*\))+)(?: "[^"]*")?\)/g)].map(
    ([, target]) => target,
  );
}

/** Anchors that GitHub gives a page: of its headings, and those that it sets itself (`<a id="…">`). */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  const prose = text.replace(/^( *)(`{3,}|~{3,}).*\n[\s\S]*?^ *\2 *$/gm, '');
  for (const [, heading] of prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const slug = heading
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i++) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  for (const [, id] of prose.matchAll(/<a (?:id|name)="([^"]+)">/g)) anchors.add(id);
  return anchors;
}
