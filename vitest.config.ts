import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { DEVICE_ENVIRONMENT } from './test/webgpu-device.ts';

/**
 * Tests beside what they test: they leave nothing behind, so they share a process a core, in which a module is loaded once and not
 * for every file.
 */
const BESIDE = 'src/**/*.test.ts';

/** Tests that replace a module of Node for all of its process, or set what its devices read from the environment: a process each. */
const APART = [
  'test/formats/short-writes.test.ts',
  'test/engine/weight-dtypes.test.ts',
  'test/engine/webgpu-*.test.ts',
];

// Where the dynamic linker looks is decided when a process starts: tests run in children of this one.
const { LD_LIBRARY_PATH } = DEVICE_ENVIRONMENT;
if (LD_LIBRARY_PATH) Object.assign(process.env, { LD_LIBRARY_PATH });

// Everything temporary is in one folder, which goes with the run: hooks of suites whose tests are all skipped never do, while folders
// that their files make when they are read are there.
const PREFIX = 'refusal-lab-tests-';
if (!tmpdir().includes(PREFIX)) {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'beside',
          include: [BESIDE],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: APART,
          // Loading the modules of the lab takes about a second, which is more than most of these files take.
          isolate: false,
          // Most of these wait for one thread or one child process of their own; three at a time take as long as two.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: APART,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
    ],
  },
});
