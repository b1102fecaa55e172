import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LabError } from '../../errors/lab-error.ts';
import { readTextFile } from '../../formats/json-file.ts';

/** Beside the built module, and in a clone beside its source. */
const PLACES = ['../../page/index.html', '../../../dist/page/index.html'] as const;

let template: string | undefined;

/** The built page of reports, without data. Throws {@link LabError} in a clone that was not built. */
export function pageTemplate(): string {
  if (template !== undefined) return template;
  const files = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const file = files.find((path) => existsSync(path));
  if (file === undefined)
    throw new LabError('the page of reports is not built', { exitCode: 1, remedy: 'npm run build' });
  return (template = readTextFile(file));
}
