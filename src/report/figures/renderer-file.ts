import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LabError } from '../../errors/lab-error.ts';

/** Beside the built module, and in a clone beside its source. */
const PLACES = ['../../page-figures/figure-files.js', '../../../dist/page-figures/figure-files.js'] as const;

/** Where the page's figures are, built to be drawn without a browser. Throws {@link LabError} in a clone that was not built. */
export function rendererFile(): string {
  const files = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const file = files.find((path) => existsSync(path));
  if (file === undefined)
    throw new LabError('the figures of reports are not built', { exitCode: 1, remedy: 'npm run build' });
  return file;
}
