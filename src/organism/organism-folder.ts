import { fileURLToPath } from 'node:url';
import { UnknownOrganismError } from './unknown-organism-error.ts';

/** The packaged models: before safety tuning, after it, and after another seed of it (organism/README.md). */
export const ORGANISM_NAMES = ['base', 'aligned', 'aligned-2'] as const;

/** The folder of a packaged model. `src/` and `dist/` lie at the same depth, so one relative path serves both. */
export function organismFolder(name: string): string {
  if (!(ORGANISM_NAMES as readonly string[]).includes(name))
    throw new UnknownOrganismError(name, ORGANISM_NAMES);
  return fileURLToPath(new URL(`../../organism/${name}`, import.meta.url));
}
