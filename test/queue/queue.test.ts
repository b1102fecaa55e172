import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { nightly } from '../nightly.ts';
import { type Process, start } from './process.ts';
import { NO_SERVER, startServer, type TestServer } from './redis-server.ts';
import { writeShortOrganism } from './short-organism.ts';

const OPTIONS = [
  ...['--fit-prompts', '8', '--selection-prompts', '4', '--ranks', '1', '--max-new-tokens', '6'],
  ...['--test-harmful', '6', '--test-harmless', '4', '--test-borderline', '2', '--lore-documents', '2'],
  ...['--strengths', 'none', '--control-draws', '1', '--peak-draws', '2', '--judge', 'exact'],
  // Workers have to render prompts as the coordinator does.
  ...['--template-option', 'opening=Please'],
];
const WORKER = ['--workers', '1', '--lock', '5'];
const TIMEOUT = 900_000;
/** Different in every session by their nature. */
const OWN = ['manifest.json', 'journal.jsonl'];

const unitsOf = (run: string): string[] =>
  readFileSync(join(run, 'journal.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line).unit)
    .sort();

const journalled = (run: string): number => {
  const path = join(run, 'journal.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 2 : 0;
};

const filesOf = (run: string): string[] =>
  readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(run.length + 1))
    .sort();

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(20);
  }
}

describe.skipIf(NO_SERVER !== undefined)(`audits over a queue${NO_SERVER ? ` (${NO_SERVER})` : ''}`, () => {
  const { path } = scratchFolder();
  const model = path('model');
  const processes: Process[] = [];
  let server: TestServer;
  let redis: Redis;

  beforeAll(async () => {
    writeShortOrganism(model, 3);
    const template = join(model, 'chat_template.jinja');
    const text = readFileSync(template, 'utf8');
    const user = "'<|user|>' + m['content']";
    expect(text).toContain(user);
    writeFileSync(template, text.replace(user, "'<|user|>' + opening | default('') + ' ' + m['content']"));
    server = await startServer();
    redis = new Redis(server.url);
  });

  afterAll(async () => {
    for (const { child } of processes) if (child.exitCode === null) child.kill('SIGKILL');
    redis.disconnect();
    await server.stop();
  });

  const begin = (...args: string[]): Process => {
    const process = start(args);
    processes.push(process);
    return process;
  };
  const worker = async (prefix: string, ...more: string[]): Promise<Process & { readonly id: string }> => {
    const process = begin(
      'worker',
      server.url,
      '--model',
      model,
      '--queue-prefix',
      prefix,
      ...WORKER,
      ...more,
    );
    await process.says(' with model');
    return { ...process, id: /worker: (\S+) at/.exec(process.stderr())![1] };
  };
  const audit = (prefix: string, out: string, seed: string): Process =>
    begin(
      ...['audit', model, '--out', out, '--seed', seed, ...OPTIONS],
      ...['--queue', server.url, '--queue-prefix', prefix],
    );
  /** Units that are being done, by job, with the worker that does each. */
  const active = async (prefix: string): Promise<{ readonly job: string; readonly worker: string }[]> => {
    const runs = await redis.smembers(`${prefix}:runs`);
    const found = await Promise.all(
      runs.map(async (run) => {
        const queue = new Queue(run, { connection: redis, prefix });
        const jobs = await queue.getJobs(['active']);
        await queue.close();
        return jobs.map(({ id, processedBy }) => ({ job: id!, worker: processedBy ?? '' }));
      }),
    );
    return found.flat();
  };

  nightly(
    'survive killed workers and coordinators, two at once, with the bytes of one process',
    {
      timeout: TIMEOUT,
    },
    async () => {
      const prefix = 'survive';
      const seeds = ['1', '2'];
      const whole = (seed: string) => path(`whole-${seed}`);
      const queued = (seed: string) => path(`queued-${seed}`);
      for (const seed of seeds) {
        const ran = await runCli('audit', model, '--out', whole(seed), '--seed', seed, ...OPTIONS);
        expect(ran.code, ran.stderr).toBe(0);
      }

      const first = audit(prefix, queued('1'), '1');
      await first.says('no worker for this run');
      const [killed, stopped] = [await worker(prefix), await worker(prefix)];
      // Frozen first, so that it is certain that the kill comes in the middle of a unit.
      const lost = await until(async () => {
        killed.child.kill('SIGSTOP');
        const unit = (await active(prefix)).find((each) => each.worker === killed.id);
        if (!unit) killed.child.kill('SIGCONT');
        return unit;
      });
      killed.child.kill('SIGKILL');
      expect(await active(prefix)).toContainEqual(lost);

      const second = audit(prefix, queued('2'), '2');
      // The coordinator of the other audit is killed too, before its run is through, and goes on under the same command.
      // It is watched from its beginning: its workers do not wait until this process has looked at theirs.
      const gone = until(() => (journalled(queued('2')) > 20 ? true : undefined)).then(() =>
        second.child.kill('SIGKILL'),
      );
      await worker(prefix);
      await until(async () =>
        (await active(prefix)).some((each) => each.worker === stopped.id) ? true : undefined,
      );
      stopped.child.kill('SIGTERM');
      await gone;
      await second.ended;
      expect(await stopped.ended).toBe(130);
      expect((await active(prefix)).filter((each) => each.worker === stopped.id)).toEqual([]);
      const done = unitsOf(queued('2')).length;
      const again = audit(prefix, queued('2'), '2');
      expect(await first.ended, first.stderr()).toBe(0);
      expect(await again.ended, again.stderr()).toBe(0);
      expect(again.stderr()).toContain(`going on after ${done} finished units`);

      for (const seed of seeds) {
        const files = filesOf(whole(seed));
        expect(filesOf(queued(seed))).toEqual(files);
        for (const file of files.filter((name) => !OWN.includes(name)))
          expect(
            readFileSync(join(queued(seed), file)).equals(readFileSync(join(whole(seed), file))),
            `${file} of seed ${seed}`,
          ).toBe(true);
        // Each once, whoever did it and however often.
        expect(unitsOf(queued(seed))).toEqual(unitsOf(whole(seed)));
      }
      const { sessions } = JSON.parse(readFileSync(join(queued('1'), 'manifest.json'), 'utf8'));
      const served = sessions[0].queue.workers as Record<string, { units: number }>;
      expect(Object.keys(served).length).toBeGreaterThan(1);
      expect(Object.values(served).reduce((sum, { units }) => sum + units, 0)).toBe(
        unitsOf(queued('1')).length,
      );
      // Workers that are still about sweep behind themselves when they see that the run is over.
      await until(async () => {
        const left = await redis.keys(`${prefix}:*`);
        return left.every((key) => key.startsWith(`${prefix}:worker`)) ? true : undefined;
      });
    },
  );

  nightly(
    'tell a worker of another model from one of theirs, on both sides',
    { timeout: TIMEOUT },
    async () => {
      const prefix = 'refuse';
      const other = writeShortOrganism(path('other'), 2);
      const wrong = begin('worker', server.url, '--model', other, '--queue-prefix', prefix, ...WORKER);
      await wrong.says(' with other');
      const run = begin(
        ...['audit', model, '--out', path('refused'), ...OPTIONS],
        ...['--queue', server.url, '--queue-prefix', prefix, '--queue-wait', '6'],
      );
      expect(await run.ended).toBe(1);
      expect(run.stderr()).toMatch(
        /cannot do this run: another model: weights \(model\.safetensors\), configuration/,
      );
      expect(run.stderr()).toContain('no worker came in 6 s');
      await wrong.says('is not for this worker: another model: weights (model.safetensors), configuration');
      wrong.child.kill('SIGINT');
      expect(await wrong.ended).toBe(130);
      expect(await redis.keys(`${prefix}:*`)).toEqual([]);
    },
  );

  it('say what is wrong with an address', { timeout: TIMEOUT }, async () => {
    const away = await runHere('worker', 'redis://127.0.0.1:1', '--model', model);
    expect(away).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/127\.0\.0\.1:1: cannot be reached.*\n.*Redis/),
    });
    const bad = await runHere('audit', model, '--queue', 'http://u:hunter2@host', '--out', path('none'));
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('redis://') });
    expect(bad.stderr).not.toContain('hunter2');
    const alone = await runHere('audit', model, '--mixed');
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('--queue') });
  });
});
