import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { refuseToOverwrite } from './atomic-file.ts';
import { WriteError } from './write-error.ts';

/**
 * Throws {@link WriteError} unless a file can be put at `path`; to be asked before long work whose result goes there.
 * `-` is standard output and always fine. An existing file needs `force`.
 */
export function checkOutput(path: string, force: boolean): void {
  if (path === '-') return;
  const target = resolve(path);
  const folder = dirname(target);
  const folderIs = statSync(folder, { throwIfNoEntry: false });
  if (!folderIs)
    throw new WriteError(target, `cannot be written: folder ${folder} does not exist`, {
      remedy: 'Create it first.',
    });
  if (!folderIs.isDirectory()) throw new WriteError(target, `cannot be written: ${folder} is not a folder`);
  if (existsSync(target) && statSync(target).isDirectory())
    throw new WriteError(target, 'cannot be written: it is a folder', { remedy: 'Give the path of a file.' });
  refuseToOverwrite(target, force);
  try {
    // Permission bits do not tell: the superuser passes them and a file system may still refuse.
    rmdirSync(mkdtempSync(join(folder, '.refusal-lab-')));
  } catch (error) {
    throw new WriteError(target, `cannot be written: no permission to write in folder ${folder}`, {
      cause: error,
    });
  }
}
