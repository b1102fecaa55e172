import { fileURLToPath } from 'node:url';

/** The Python file of the package, from src/ as from dist/. */
export const serverFile = (): string =>
  fileURLToPath(new URL('../../../engine/transformers/server.py', import.meta.url));
