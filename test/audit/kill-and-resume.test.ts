import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { SeededRandom } from '../../src/statistics/seeded-random.ts';
import { BIN, runCli } from '../cli/run-cli.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { nightly } from '../nightly.ts';

/** Each lets one unit end at least. A kill in every stage is in effort.test.ts. */
const KILLS = 10;
const OPTIONS = [
  ...['--fit-prompts', '8', '--selection-prompts', '4', '--ranks', '1', '--max-new-tokens', '12'],
  ...['--test-harmful', '6', '--test-harmless', '4', '--test-borderline', '2', '--lore-documents', '2'],
  ...['--strengths', 'none', '--control-draws', '1', '--peak-draws', '2', '--judge', 'exact'],
];

/** Finished units in a run's journal. */
function unitsIn(out: string): number {
  const journal = join(out, 'journal.jsonl');
  return existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 2 : 0;
}

/** Starts the audit and kills it so many milliseconds after it has finished a unit, wherever it is then. */
async function killedAfter(out: string, milliseconds: number): Promise<void> {
  const before = unitsIn(out);
  const child = spawn(process.execPath, [BIN, 'audit', 'organism:aligned', '--out', out, ...OPTIONS], {
    stdio: 'ignore',
  });
  let over = false;
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => {
    over = true;
  });
  while (!over && unitsIn(out) <= before) await pause(20);
  await pause(milliseconds);
  child.kill('SIGKILL');
  await ended;
}

describe('a run that is killed', () => {
  const { path } = scratchFolder();

  nightly(
    `goes on after ${KILLS} kills at random moments, with the same bytes in the end`,
    {
      timeout: 900_000,
    },
    async () => {
      const [whole, killed] = [path('whole'), path('killed')];
      const audit = (out: string) => runCli('audit', 'organism:aligned', '--out', out, ...OPTIONS);
      expect((await audit(whole)).code).toBe(0);
      const random = new SeededRandom(1, 'kills');
      const found: number[] = [];
      for (let kill = 0; kill < KILLS; kill++) {
        await killedAfter(killed, Math.floor(600 * random.uniform()));
        found.push(unitsIn(killed));
      }
      // It got somewhere, and never back.
      expect(found).toEqual(found.toSorted((a, b) => a - b));
      expect(found.at(-1)).toBeGreaterThan(5);
      if (!existsSync(join(killed, 'results.json'))) {
        const { code, stderr } = await audit(killed);
        expect(code).toBe(0);
        expect(stderr).toContain('going on after');
      }
      for (const file of ['results.json', 'report.md'])
        expect(readFileSync(join(killed, file)).equals(readFileSync(join(whole, file))), file).toBe(true);
      const unitsOf = (run: string) =>
        readFileSync(join(run, 'journal.jsonl'), 'utf8')
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => JSON.parse(line).unit)
          .sort();
      // No finished unit is lost or done again.
      expect(unitsOf(killed)).toEqual(unitsOf(whole));

      const manifest = JSON.parse(readFileSync(join(killed, 'manifest.json'), 'utf8'));
      expect(manifest.sessions.length).toBeGreaterThan(1);
      const statuses = manifest.examination.map(({ name, status }: Record<string, string>) => [name, status]);
      expect(statuses).toContainEqual(['weights', 'ok']);
      expect(statuses).toContainEqual(['cached decoding', 'ok']);
      expect(Date.parse(manifest.testOpenedAt)).toBeLessThan(Date.parse(manifest.finishedAt));

      const replay = await runCli('replay', killed);
      expect(replay).toMatchObject({ code: 0, stdout: expect.stringContaining('the same bytes') });

      const [prompt] = manifest.identity.subject.prompts['test/forbidden'].ids;
      const explained = await runCli('explain', killed, prompt, '--json');
      expect(explained.code).toBe(0);
      const { outcomes, trajectories } = JSON.parse(explained.stdout);
      expect(outcomes[0]).toEqual({ armId: 'baseline', outcome: 'refused' });
      expect(trajectories[0]).toMatchObject({ armId: 'baseline', flipsAt: null });
      expect(trajectories[0].divergence.every((value: number) => value === 0)).toBe(true);
      expect(trajectories.some((each: { flipsAt: number | null }) => each.flipsAt !== null)).toBe(true);

      const other = await audit(killed);
      expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
    },
  );
});
