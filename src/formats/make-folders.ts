import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes missing folders from the top down. Node's own recursive mode never returns where a parent such as /proc refuses them. */
export function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path, { recursive: true });
}
