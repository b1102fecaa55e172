import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const PROGRAM = ['redis-server', 'valkey-server'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** Why tests that need a server cannot run here; a build machine has to have one. */
export const NO_SERVER = PROGRAM ? undefined : 'neither redis-server nor valkey-server is installed';
if (NO_SERVER && process.env.CI === 'true') throw new Error(NO_SERVER);

export interface TestServer {
  readonly port: number;
  readonly url: string;
  /** Ends it, and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

/** A server on a free port of this machine that keeps nothing; `more` are further arguments. */
export async function startServer(more: readonly string[] = [], wanted?: number): Promise<TestServer> {
  const port = wanted ?? (await freePort());
  const child = spawn(
    PROGRAM!,
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      ...['--dir', tmpdir(), ...more],
    ],
    { stdio: 'ignore' },
  );
  await answering(port, child);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const socket = createConnection(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await pause(50);
  }
}
