import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuditData } from '../../src/audit/data/audit-data.ts';
import { modelFingerprint } from '../../src/audit/queue/model-fingerprint.ts';
import { ModelSeat } from '../../src/audit/queue/model-seat.ts';
import { parseQueueAddress } from '../../src/audit/queue/queue-address.ts';
import { QueueConnection } from '../../src/audit/queue/queue-connection.ts';
import { RunHost } from '../../src/audit/queue/run-host.ts';
import { QUEUE_PROTOCOL } from '../../src/audit/queue/run-offer.ts';
import { serveRuns } from '../../src/audit/queue/serve-runs.ts';
import type { WorkerCard } from '../../src/audit/queue/worker-card.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../../src/audit/subject/audit-options.ts';
import { numericalPassport } from '../../src/audit/subject/passport.ts';
import { describeSubject } from '../../src/audit/subject/subject.ts';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { packageVersions } from '../../src/doctor/machine/package-versions.ts';
import { openEnginePool } from '../../src/engine/worker/open-engine-pool.ts';
import { runCli } from '../cli/run-cli.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { nightly } from '../nightly.ts';
import { start } from './process.ts';
import { NO_SERVER, startServer, type TestServer } from './redis-server.ts';
import { SHORT_AUDIT, writeShortOrganism } from './short-organism.ts';

const SECRET = 'hunter2-and-more';
const TIMEOUT = 600_000;

describe.skipIf(NO_SERVER !== undefined)(
  `a queue with a password${NO_SERVER ? ` (${NO_SERVER})` : ''}`,
  () => {
    const { path } = scratchFolder();
    const checkpoint = loadCheckpoint(writeShortOrganism(path('model'), 2));
    const passport = numericalPassport(packageVersions());
    let server: TestServer;

    beforeAll(async () => {
      server = await startServer(['--requirepass', SECRET]);
    });
    afterAll(() => server.stop());

    const address = (prefix: string) => parseQueueAddress(server.url, { prefix, password: SECRET });
    const cardOf = (change: Partial<WorkerCard>): Omit<WorkerCard, 'serving' | 'refused'> => ({
      protocol: QUEUE_PROTOCOL,
      id: 'test-worker',
      model: checkpoint.name,
      fingerprint: modelFingerprint(checkpoint),
      passport,
      engines: 1,
      judges: [],
      ...change,
    });
    const seat = () => new ModelSeat(() => openEnginePool(checkpoint, { workers: 1 }));

    /** A worker in this process with a card of its own, and what it says. */
    async function serving(prefix: string, change: Partial<WorkerCard>) {
      const connection = await QueueConnection.open(address(prefix));
      const stop = new AbortController();
      const notices: string[] = [];
      const listeners: (() => void)[] = [];
      const place = seat();
      const over = serveRuns(connection, {
        checkpoint,
        seat: place,
        judges: new Map(),
        card: cardOf(change),
        lockMs: 5_000,
        onNotice: (text) => {
          notices.push(text);
          for (const listener of listeners) listener();
        },
        onUnits: () => {},
        signal: stop.signal,
      }).catch((error: unknown) => error);
      const says = (pattern: RegExp): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (notices.some((text) => pattern.test(text))) resolve();
          };
          listeners.push(look);
          look();
        });
      const end = async (): Promise<unknown> => {
        stop.abort(new Error('the test is over'));
        const error = await over;
        await place.leave();
        connection.close();
        return error;
      };
      return { notices, says, end };
    }

    const otherNumerics = { passport: { ...passport, processor: 'another' } };

    it('lets nobody in without it, and tells how to give it', { timeout: TIMEOUT }, async () => {
      for (const url of [server.url, server.url.replace('//', '//lab:wrong-secret@')]) {
        const refused = await runHere('worker', url, '--model', path('model'));
        expect(refused).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('REFUSAL_LAB_QUEUE_PASSWORD'),
        });
        expect(refused.stderr).not.toContain('wrong-secret');
      }
      const worker = start(['worker', server.url, '--model', path('model'), '--idle-exit', '1'], {
        REFUSAL_LAB_QUEUE_PASSWORD: SECRET,
      });
      expect(await worker.ended, worker.stderr()).toBe(0);
      expect(worker.stderr()).toContain('no run for 1 s');
    });

    nightly(
      'refuses other numerics; takes them where asked to, and leaves a run that goes on when interrupted, without the password',
      {
        timeout: TIMEOUT,
      },
      async () => {
        const out = path('run');
        const url = server.url.replace('//', `//:${SECRET}@`);
        const audit = (...more: string[]) =>
          start([
            'audit',
            path('model'),
            '--out',
            out,
            ...SHORT_AUDIT,
            '--queue',
            url,
            '--queue-prefix',
            'mixed',
            ...more,
          ]);
        const worker = await serving('mixed', otherNumerics);
        const strict = audit();
        await worker.says(/is not for this worker: another passport: processor/);
        await strict.says('cannot do this run: another passport: processor');
        strict.child.kill('SIGINT');
        expect(await strict.ended).toBe(130);

        const mixed = audit('--mixed');
        await worker.says(/serving run/);
        while (
          !existsSync(join(out, 'journal.jsonl')) ||
          readFileSync(join(out, 'journal.jsonl'), 'utf8').split('\n').length < 10
        )
          await pause(20);
        mixed.child.kill('SIGTERM');
        expect(await mixed.ended).toBe(130);
        expect(mixed.stderr()).toMatch(
          /units are kept in .*; to go on from there:\n.* --queue .*redis:\/\/\S*@127\.0\.0\.1:\d+/,
        );
        expect(await worker.end()).toMatchObject({ message: 'the test is over' });

        const connection = await QueueConnection.open(address('mixed'));
        expect(await connection.client.keys('mixed:*')).toEqual([]);
        connection.close();
        for (const file of readdirSync(out))
          expect(readFileSync(join(out, file), 'utf8')).not.toContain(SECRET);
        expect(strict.stderr() + mixed.stderr()).not.toContain(SECRET);
        const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
        expect(manifest.identity.options.mixedNumerics).toBe(true);
        expect(manifest.sessions[0].queue).toMatchObject({ address: `redis://***@127.0.0.1:${server.port}` });
        // It is another run than one of one process.
        const here = await runCli('audit', path('model'), '--out', out, ...SHORT_AUDIT);
        expect(here).toMatchObject({ code: 2, stderr: expect.stringContaining('mixedNumerics') });
      },
    );

    it('hands a failed unit to its audit by name', { timeout: TIMEOUT }, async () => {
      const worker = await serving('fails', {});
      const host = await hosted('fails');
      // Behind the first layer the prompts span more dimensions than K may have; in it float32 rounds what there is away.
      const arm = { kind: 'diagnostics' as const, layer: 1, rank: 9_999 };
      await expect(
        host.run([{ names: ['diagnostics x'], job: { kind: 'units', units: [arm] } }], () => {}),
      ).rejects.toMatchObject({
        name: 'UnitFailedError',
        message: expect.stringContaining('diagnostics resid_post.1/k9999'),
      });
      await host.close();
      await worker.end();
    });

    it('is lost after a while, not at once', { timeout: TIMEOUT }, async () => {
      const own = await startServer();
      const connection = await QueueConnection.open(parseQueueAddress(own.url), { patienceMs: 4_000 });
      const host = await hostOn(connection);
      const asked = host.run([{ names: ['x'], job: { kind: 'units', units: [SOME_UNIT] } }], () => {});
      asked.catch(() => {});
      await own.stop();
      const back = await startServer([], own.port);
      await connection.client.ping();
      expect(connection.lost.aborted).toBe(false);
      await back.stop();
      await expect(asked).rejects.toMatchObject({
        name: 'QueueError',
        exitCode: 1,
        message: expect.stringMatching(/has not answered for 4 s[\s\S]*the same command/),
      });
      await host.close();
      // A renewal may ask it once more: that rejects, and nothing is left that nobody hears, which would end the process.
      const late = connection.answered(Promise.reject(new Error('Connection is closed.')));
      await expect(late).rejects.toMatchObject({ name: 'QueueError' });
      await pause(10);
      connection.close();
    });

    const SOME_UNIT = { kind: 'diagnostics' as const, layer: 0, rank: 1 };

    async function hosted(prefix: string): Promise<RunHost> {
      return hostOn(await QueueConnection.open(address(prefix)));
    }

    async function hostOn(connection: QueueConnection): Promise<RunHost> {
      const options = {
        ...DEFAULT_AUDIT_OPTIONS,
        ...{ fitPrompts: 8, selectionPrompts: 4, testForbidden: 6, testHarmless: 4, testBorderline: 2 },
        loreDocuments: 2,
      };
      const data = await loadAuditData(checkpoint, options);
      const offer = {
        protocol: QUEUE_PROTOCOL,
        run: '0123456789abcdef',
        model: checkpoint.name,
        fingerprint: modelFingerprint(checkpoint),
        passport,
        options,
        subject: { ...describeSubject(checkpoint, data, options) },
        startedAt: new Date().toISOString(),
      } as const;
      const watch = { signal: new AbortController().signal, onAttendance: () => {} };
      return RunHost.open(connection, offer, data, watch);
    }
  },
);
