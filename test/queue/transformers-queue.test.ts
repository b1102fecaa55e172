import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { NO_PYTHON } from '../engine/python.ts';
import { nightly } from '../nightly.ts';
import { type Process, start } from './process.ts';
import { NO_SERVER, startServer, type TestServer } from './redis-server.ts';
import { SHORT_AUDIT, writeShortOrganism } from './short-organism.ts';

const ENGINE = ['--engine', 'transformers', '--device', 'cpu'];
const OPTIONS = [...SHORT_AUDIT, '--judge', 'exact', '--methods', 'rfa', '--layers', '1'];
const SKIPPED = NO_SERVER ?? NO_PYTHON;

describe.skipIf(SKIPPED)(`transformers over a queue${SKIPPED ? ` (${SKIPPED})` : ''}`, () => {
  const { path } = scratchFolder();
  const model = path('model');
  const processes: Process[] = [];
  let server: TestServer;

  beforeAll(async () => {
    writeShortOrganism(model, 2);
    server = await startServer();
  });
  afterAll(async () => {
    for (const { child } of processes) if (child.exitCode === null) child.kill('SIGKILL');
    await server.stop();
  });

  const begin = (...args: string[]): Process => {
    const process = start(args);
    processes.push(process);
    return process;
  };
  const worker = (...more: string[]): Process =>
    begin('worker', server.url, '--model', model, '--workers', '1', '--lock', '5', ...more);

  nightly(
    'refuses workers of another passport, outlives a Python that dies, and gives the bytes of one process',
    {
      timeout: 900_000,
    },
    async () => {
      const [whole, queued] = [path('whole'), path('queued')];
      const alone = await runCli('audit', model, '--out', whole, ...OPTIONS, ...ENGINE);
      expect(alone.code, alone.stderr).toBe(0);

      const audit = begin('audit', model, '--out', queued, ...OPTIONS, ...ENGINE, '--queue', server.url);
      await audit.says('no worker for this run');
      const [onnx, half] = [worker(), worker(...ENGINE, '--dtype', 'bfloat16', '--deterministic')];
      await onnx.says('is not for this worker');
      expect(onnx.stderr()).toContain('another passport: engine onnx, not transformers');
      await half.says('is not for this worker');
      expect(half.stderr()).toContain('another passport: precision bfloat16, not float32');
      expect(half.stderr()).toContain('another passport: dtype bfloat16, not float32');
      expect(half.stderr()).toContain('another passport: batches fixed, not by memory');
      for (const { child } of [onnx, half]) child.kill('SIGTERM');

      const first = worker(...ENGINE);
      await first.says('serving run');
      if (process.platform === 'linux') {
        const children = readFileSync(`/proc/${first.child.pid}/task/${first.child.pid}/children`, 'utf8');
        for (const pid of children.trim().split(' ')) process.kill(Number(pid), 'SIGKILL');
        expect(await first.ended).toBe(1);
        expect(first.stderr()).toContain('the Python process of the engine ended by SIGKILL');
      }
      const second = worker(...ENGINE);
      expect(await audit.ended, audit.stderr()).toBe(0);
      second.child.kill('SIGTERM');
      for (const file of ['results.json', 'report.md'])
        expect(readFileSync(join(queued, file)).equals(readFileSync(join(whole, file))), file).toBe(true);
    },
  );
});
