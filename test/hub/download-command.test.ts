import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BIN } from '../cli/run-cli.ts';
import { type Fault, type MockHub, startMockHub } from './mock-hub.ts';
import { commitOf, ORGANISM_FILES } from './model-fixtures.ts';

const COMMIT = commitOf('c');
const WEIGHTS = ORGANISM_FILES['model.safetensors'];

let hub: MockHub;
let home: string;
const faults: Fault[] = [];
/** Lets the answer that a fault holds back go on. */
let release: () => void;

beforeAll(async () => {
  hub = await startMockHub({
    'models/org/model': {
      revisions: { main: COMMIT },
      commits: { [COMMIT]: ORGANISM_FILES },
      faults: { 'model.safetensors': faults },
    },
  });
});
afterAll(() => hub.close());

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hub-'));
  hub.contents.length = faults.length = 0;
  return () => rmSync(home, { recursive: true });
});

const pause = (): void => {
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  faults.push({ pauseAfter: 2_000_000, until });
};

interface Running {
  readonly child: ChildProcess;
  /** Resolves when standard error holds the text; rejects where the process ends before. */
  readonly says: (text: string) => Promise<void>;
  readonly end: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function start(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HF_HOME: home, HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: '', HF_TOKEN: '' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
  });
  return {
    child,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => stderr.includes(text) && resolve();
        look();
        child.stderr.on('data', look);
        child.on('close', () => reject(new Error(`ended without "${text}": ${stderr}`)));
      }),
    end: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))),
  };
}

const weightRanges = () =>
  hub.contents.filter(({ path }) => path === 'model.safetensors').map(({ range }) => range);
const folder = () => join(home, 'hub', 'models--org--model', 'snapshots', COMMIT);
/** Of the one file that is under way. */
function keptBytes(): number {
  const blobs = join(home, 'hub', 'models--org--model', 'blobs');
  const partial = readdirSync(blobs).filter((name) => name.endsWith('.refusal-lab.incomplete'));
  expect(partial).toHaveLength(1);
  return statSync(join(blobs, partial[0])).size;
}

describe('refusal-lab download', () => {
  it('prints the folder on standard output; the model is then there without a connection', async () => {
    const { code, stdout, stderr } = await start('download', 'hf:org/model').end;
    expect([code, stdout]).toEqual([0, `${folder()}\n`]);
    expect(stderr).toContain('hf:org/model: 3.9 MB downloaded');
    expect(stderr).toContain(`hf:org/model@${COMMIT} is in the cache`);
    // A file that was cut short is found out and got again.
    truncateSync(join(folder(), 'model.safetensors'), 1000);
    expect((await start('download', 'hf:org/model').end).code).toBe(0);
    expect(readFileSync(join(folder(), 'model.safetensors')).equals(WEIGHTS)).toBe(true);
  });

  it('run twice at once downloads once', async () => {
    pause();
    const first = start('download', 'hf:org/model');
    await first.says('hf:org/model 50%');
    const second = start('download', 'hf:org/model');
    await second.says('another process is downloading model.safetensors; waiting for it');
    release();
    const [one, other] = await Promise.all([first.end, second.end]);
    expect([one.code, other.code]).toEqual([0, 0]);
    expect(other.stdout).toContain(COMMIT);
    expect(weightRanges()).toEqual(['-']);
  });

  it('goes on after one that was killed', async () => {
    pause();
    const killed = start('download', 'hf:org/model');
    await killed.says('hf:org/model 50%');
    killed.child.kill('SIGKILL');
    await killed.end;
    // Where in the stream the kill fell is the system's affair; it goes on exactly behind what had reached the disk.
    const kept = keptBytes();
    expect(kept).toBeGreaterThan(0);
    const { code } = await start('download', 'hf:org/model').end;
    expect(code).toBe(0);
    expect(weightRanges()).toEqual(['-', `bytes=${kept}-`]);
    expect(readFileSync(join(folder(), 'model.safetensors')).equals(WEIGHTS)).toBe(true);
  });

  it('stops at Ctrl-C with 130, and says that nothing is lost', async () => {
    pause();
    const running = start('download', 'hf:org/model');
    await running.says('hf:org/model 50%');
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.end;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain('what has been downloaded is kept; the same command goes on from there');
    expect(existsSync(join(folder(), 'model.safetensors'))).toBe(false);
  });

  it('refuses what is not on the Hub, in one message', async () => {
    const { code, stdout, stderr } = await start('download', 'organism:aligned').end;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: model organism:aligned: is not a model on the Hub\n.*\n$/);
  });
});
