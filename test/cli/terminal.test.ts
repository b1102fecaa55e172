import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { goldenFolder } from '../engine/goldens.ts';
import { NIGHTLY } from '../nightly.ts';
import { BIN, runCli } from './run-cli.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const prompts = scratch.lines(
  'prompts.jsonl',
  Array.from({ length: 300 }, (_, i) => ({ input_ids: [1, 2 + i, 5] })),
);
const generate = (out: string): string[] => [
  ...['generate', '--model', goldenFolder('llama2'), '--prompts', prompts, '--max-new-tokens', '2'],
  ...['--out', scratch.path(out)],
];
const ESCAPE = '\u001b';
const hasScript = spawnSync('sh', ['-c', 'command -v script']).status === 0;

describe('stderr', () => {
  it('tells progress in lines when piped, and in JSON lines on request', async () => {
    const plain = await runCli(...generate('a.jsonl'));
    expect(plain.stderr).toMatch(
      /^(generate \d+% \| .* left \| \d+\/300 prompts\n)+llama2: 300 completions → /,
    );
    const { stderr, code } = await runCli(...generate('b.jsonl'), '--progress', 'json');
    const events = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const counts = events.slice(0, -1).map(({ event, done, total }) => {
      expect([event, total]).toEqual(['progress', 300]);
      return done;
    });
    expect(counts).toEqual([...new Set(counts)].toSorted((x, y) => x - y));
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts).toContain(256);
    expect(counts.at(-1)).toBe(300);
    expect(events.at(-1).event).toBe('note');
    expect(code).toBe(0);
    expect(readFileSync(scratch.path('a.jsonl'))).toEqual(readFileSync(scratch.path('b.jsonl')));
  });

  it('is empty with --quiet, and has errors all the same', async () => {
    expect(await runCli(...generate('c.jsonl'), '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    const again = await runHere('--quiet', ...generate('c.jsonl'));
    expect(again.stderr).toMatch(/^error: .*c\.jsonl: exists already/);
    const json = await runHere(...generate('c.jsonl'), '--progress=json');
    expect(JSON.parse(json.stderr)).toMatchObject({ event: 'error', exitCode: 2 });
    expect([again.code, json.code]).toEqual([2, 2]);
  });

  it.skipIf(!hasScript)(
    'has a bar on a narrow terminal that leaves nothing behind (skipped without script(1))',
    () => {
      const command = `stty cols 30; exec ${[process.execPath, BIN, ...generate('d.jsonl')].map((word) => `'${word}'`).join(' ')}`;
      const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
      expect(status).toBe(0);
      const drawn = stdout.split(ESCAPE).flatMap((part) => part.match(/generate [^\r\n]*/g) ?? []);
      expect(drawn.length).toBeGreaterThan(0);
      for (const line of drawn) expect([...line].length).toBeLessThan(30);
      expect(stdout).toContain(`${ESCAPE}[?25h`);
    },
  );
});

/** Whether an audit has a finished unit on disk: its journal has a line after the first. */
function hasUnit(out: string): boolean {
  const journal = `${out}/journal.jsonl`;
  return existsSync(journal) && readFileSync(journal, 'utf8').split('\n').length > 2;
}

describe('an audit that is interrupted', () => {
  it.each(NIGHTLY ? (['SIGINT', 'SIGTERM'] as const) : (['SIGINT'] as const))(
    'by %s stops with 130 and says how to go on',
    {
      timeout: 300_000,
    },
    async (name) => {
      const out = scratch.path(name);
      const child = spawn(
        process.execPath,
        [
          ...[BIN, 'audit', 'organism:aligned', '--out', out, '--force', '--progress', 'json'],
          ...['--fit-prompts', '16', '--selection-prompts', '8', '--test-harmful', '6', '--ranks', '1'],
          ...['--test-harmless', '4', '--test-borderline', '2', '--lore-documents', '2', '--workers', '1'],
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let stderr = '';
      child.stderr.on('data', (bytes) => {
        stderr += bytes;
      });
      const closed = new Promise((resolve) => child.on('close', resolve));
      // However slow the machine: the moment is one of the audit's, not of a clock.
      while (child.exitCode === null && !hasUnit(out)) await pause(20);
      child.kill(name);
      expect(await closed, stderr).toBe(130);
      const events = stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(events).toContainEqual(expect.objectContaining({ event: 'progress', stage: 'audit' }));
      const kept = events.find(({ text }) => /units are kept/.test(text ?? ''));
      expect(kept.text).toMatch(
        /to go on from there:\n {2}.*refusal-lab\.js audit organism:aligned --out \S+ --progress json/,
      );
      expect(kept.text).not.toContain('--force');
      expect(events.at(-1)).toEqual({ event: 'error', text: 'interrupted', exitCode: 130 });
      expect(hasUnit(out)).toBe(true);
      // The test split has not been opened.
      expect(JSON.parse(readFileSync(`${out}/manifest.json`, 'utf8')).testOpenedAt).toBeNull();
    },
  );
});
