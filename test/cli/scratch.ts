import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export interface Scratch {
  /** The path of a name in the folder. */
  readonly path: (name: string) => string;
  /** Writes a file and gives its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
  /** Writes JSON lines and gives their path. */
  readonly lines: (name: string, values: readonly unknown[]) => string;
}

/** A temporary folder that goes when the test file has run. */
export function scratchFolder(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return {
    path,
    write,
    lines: (name, values) => write(name, values.map((value) => `${JSON.stringify(value)}\n`).join('')),
  };
}
