import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of a random checkpoint of a published shape, made unless an earlier run left it. */
export function randomCheckpointFolder(shape, layers) {
  const folder = join(tmpdir(), `refusal-lab-${shape}-${layers ?? 'all'}`);
  if (!existsSync(folder)) {
    const script = fileURLToPath(new URL('random-checkpoint.js', import.meta.url));
    const cut = layers ? ['--layers', String(layers)] : [];
    execFileSync(process.execPath, [script, shape, folder, ...cut], { stdio: ['ignore', 2, 2] });
  }
  return folder;
}
