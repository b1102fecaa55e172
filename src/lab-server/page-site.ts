import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { LabError } from '../errors/lab-error.ts';
import type { Site, SiteEntry } from './site.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/**
 * The built page of the lab: every file under `folder` at its own path, index.html at `/` too. Throws {@link LabError}
 * if it has not been built, and on a file whose type has no known media type.
 */
export function pageSite(folder: string): Site {
  if (!existsSync(join(folder, 'index.html')))
    throw new LabError('the page of the lab is not built', { remedy: 'In a clone: npm run build.' });
  const site = new Map<string, SiteEntry>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const type = TYPES[extname(entry.name)];
    if (type === undefined) throw new LabError(`${file}: no media type is known for it`, { exitCode: 1 });
    const path = file.slice(folder.length).replaceAll('\\', '/');
    site.set(path.startsWith('/') ? path : `/${path}`, { type, body: { file } });
  }
  site.set('/', site.get('/index.html')!);
  return site;
}
