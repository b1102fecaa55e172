import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { defaultPython } from '../../src/engine/transformers/python-environment.ts';
import { runCli } from '../cli/run-cli.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { NO_PYTHON } from '../engine/python.ts';
import { nightly } from '../nightly.ts';
import { start } from '../queue/process.ts';

const OPTIONS = [
  ...['--fit-prompts', '8', '--selection-prompts', '4', '--ranks', '1', '--max-new-tokens', '6'],
  ...['--test-forbidden', '6', '--test-harmless', '4', '--test-borderline', '2', '--lore-documents', '2'],
  ...['--strengths', 'none', '--control-draws', '0', '--judge', 'exact', '--methods', 'rfa', '--layers', '5'],
  ...['--engine', 'transformers', '--device', 'cpu'],
];
const LAST_WORDS = 'a line that the process wrote before it died';

/** Finished units in a run's journal. */
function unitsIn(out: string): number {
  const journal = join(out, 'journal.jsonl');
  return existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 2 : 0;
}

/** The process that a process has started. */
function childOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  return children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('server.py'))!;
}

const SKIPPED = NO_PYTHON ?? (process.platform === 'linux' ? undefined : 'looks for processes in /proc');

describe.skipIf(SKIPPED)(`an audit whose Python is killed${SKIPPED ? ` (${SKIPPED})` : ''}`, () => {
  const { path } = scratchFolder();

  nightly(
    'says so with its last lines, and the same command goes on to the same bytes',
    {
      timeout: 900_000,
    },
    async () => {
      const python = path('python');
      writeFileSync(python, `#!/bin/sh\necho '${LAST_WORDS}' >&2\nexec '${defaultPython()}' "$@"\n`);
      chmodSync(python, 0o755);
      const [whole, killed] = [path('whole'), path('killed')];
      const command = (out: string) => [
        'audit',
        'organism:aligned',
        '--out',
        out,
        '--python',
        python,
        ...OPTIONS,
      ];
      const uninterrupted = await runCli(...command(whole));
      expect(uninterrupted.code, uninterrupted.stderr).toBe(0);

      const { child, stderr, ended } = start(command(killed));
      while (child.exitCode === null && unitsIn(killed) < 5) await pause(5);
      process.kill(childOf(child.pid!), 'SIGKILL');
      expect(await ended).toBe(1);
      expect(stderr()).toContain('the Python process of the engine ended by SIGKILL');
      expect(stderr()).toContain(LAST_WORDS);
      const done = unitsIn(killed);
      expect(done).toBeLessThan(unitsIn(whole));
      expect(existsSync(join(killed, 'results.json'))).toBe(false);

      const resumed = await runCli(...command(killed));
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(resumed.stderr).toContain(`going on after ${done} finished units`);
      for (const file of ['results.json', 'report.md'])
        expect(readFileSync(join(killed, file)).equals(readFileSync(join(whole, file))), file).toBe(true);

      const { sessions } = JSON.parse(readFileSync(join(killed, 'manifest.json'), 'utf8'));
      expect(sessions).toHaveLength(2);
      for (const { batches } of sessions) {
        expect(batches.rows).toBeGreaterThan(1);
        expect(batches.halvings).toBe(0);
      }
    },
  );
});
