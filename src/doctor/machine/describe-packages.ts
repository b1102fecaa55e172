import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Finding } from '../finding.ts';

/** Packages that a plain installation may lack, with their purpose. */
const OPTIONAL = [
  { name: 'bullmq', use: 'audits on a queue, workers' },
  { name: 'ioredis', use: 'audits on a queue, workers' },
] as const;

/** The optional packages: one line each, skipped where one is not installed. */
export function describePackages(): Finding[] {
  return OPTIONAL.map(({ name, use }) => {
    const version = installedVersion(name);
    return version === undefined
      ? { name, status: 'skipped', detail: `not installed; only ${use} need it`, values: { version: null } }
      : { name, status: 'ok', detail: `${version} (${use})`, values: { version } };
  });
}

/** Finds the version without running the package. */
function installedVersion(name: string): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    // A package's exports may hide its package.json: walk up from its entry.
    let folder = dirname(require.resolve(name));
    while (dirname(folder) !== folder) {
      const found = readPackage(join(folder, 'package.json'));
      if (found?.name === name) return found.version;
      folder = dirname(folder);
    }
  } catch {
    // Not installed.
  }
  return undefined;
}

function readPackage(path: string): { readonly name?: string; readonly version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
