import { defineConfig } from 'vitest/config';
import { DEVICE_ENVIRONMENT } from './test/webgpu-device.ts';

/** Folders under test/ whose files keep every core busy by themselves, with several engines: one after the other. */
const ALONE = ['audit'];
/** Folders whose files have processes of their own, which wait for each other and for a browser: two at a time, and no others. */
const WAITING = ['lab', 'queue'];
/**
 * Tests beside what they test: they leave nothing behind, so they share a process a core, in which a module is loaded once and not
 * for every file.
 */
const BESIDE = 'src/**/*.test.ts';
const under = (folders: readonly string[], pattern: string) =>
  folders.map((folder) => `test/${folder}/${pattern}`);

// Where the dynamic linker looks is decided when a process starts: tests run in children of this one.
const { LD_LIBRARY_PATH } = DEVICE_ENVIRONMENT;
if (LD_LIBRARY_PATH) Object.assign(process.env, { LD_LIBRARY_PATH });

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
          exclude: under([...ALONE, ...WAITING], '**'),
          // Most of these wait for one thread or one child process of their own.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: under(ALONE, '**/*.test.ts'),
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'waiting',
          include: under(WAITING, '**/*.test.ts'),
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
