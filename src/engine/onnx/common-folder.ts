import { dirname, sep } from 'node:path';

/** The innermost folder that holds all of these files, given by absolute paths; at least one. */
export function commonFolder(files: readonly string[]): string {
  const [first, ...others] = files.map((file) => dirname(file).split(sep));
  const differs = first.findIndex((part, depth) => others.some((parts) => parts[depth] !== part));
  const shared = differs < 0 ? first : first.slice(0, differs);
  return shared.join(sep) + (shared.length <= 1 ? sep : '');
}
