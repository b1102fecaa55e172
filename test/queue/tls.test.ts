import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { nightly } from '../nightly.ts';
import { start } from './process.ts';
import { freePort, NO_SERVER, startServer, type TestServer } from './redis-server.ts';
import { SHORT_AUDIT, writeShortOrganism } from './short-organism.ts';

const NO_OPENSSL = spawnSync('openssl', ['version']).status === 0 ? undefined : 'openssl is not installed';
if (NO_OPENSSL && process.env.CI === 'true') throw new Error(NO_OPENSSL);
const MISSING = NO_SERVER ?? NO_OPENSSL;
const TIMEOUT = 600_000;

/** One arm: what is tested is the way to the queue. */
const LESS = [...SHORT_AUDIT, '--effort', 'quick', '--methods', 'rfa', '--layers', '1'];

describe.skipIf(MISSING !== undefined)(`a queue over TLS${MISSING ? ` (${MISSING})` : ''}`, () => {
  const { path } = scratchFolder();
  let server: TestServer;
  let url: string;

  beforeAll(async () => {
    writeShortOrganism(path('model'), 2);
    const made = spawnSync('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', path('key.pem'), '-out', path('cert.pem')],
    ]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
    const port = await freePort();
    server = await startServer([
      ...['--tls-port', String(port), '--tls-cert-file', path('cert.pem'), '--tls-key-file', path('key.pem')],
      ...['--tls-ca-cert-file', path('cert.pem'), '--tls-auth-clients', 'no'],
    ]);
    url = `rediss://localhost:${port}`;
  });
  afterAll(() => server?.stop());

  const trusting = () => ({ NODE_EXTRA_CA_CERTS: path('cert.pem') });
  const worker = (address: string, env: Readonly<Record<string, string>> = {}) =>
    start(['worker', address, '--model', path('model'), '--idle-exit', '120', '--workers', '1'], env);

  it('gives the bytes of an audit in one process', { timeout: TIMEOUT }, async () => {
    const serving = worker(url, trusting());
    const audit = start(
      ['audit', path('model'), '--out', path('queued'), ...LESS, '--queue', url],
      trusting(),
    );
    const code = await audit.ended;
    serving.child.kill('SIGTERM');
    await serving.ended;
    expect(code, audit.stderr() + serving.stderr()).toBe(0);
    expect(
      await runHere('audit', path('model'), '--out', path('here'), ...LESS, '--workers', '1'),
    ).toMatchObject({
      code: 0,
    });
    const [queued, here] = ['queued', 'here'].map((run) => readFileSync(join(path(run), 'results.json')));
    expect(queued.equals(here)).toBe(true);
  });

  it('trusts no certificate that nobody vouches for, and says what vouches', {
    timeout: TIMEOUT,
  }, async () => {
    const refused = worker(url);
    expect(await refused.ended).toBe(2);
    expect(refused.stderr()).toMatch(/localhost:\d+.*certificate[\s\S]*NODE_EXTRA_CA_CERTS/);
  });

  it('does not take a certificate of another name', { timeout: TIMEOUT }, async () => {
    const refused = worker(url.replace('localhost', '127.0.0.1'), trusting());
    expect(await refused.ended).toBe(2);
    expect(refused.stderr()).toMatch(/127\.0\.0\.1[\s\S]*a name that its certificate has/);
  });

  nightly('says what a server that wants TLS is to be called', { timeout: TIMEOUT }, async () => {
    const refused = worker(url.replace('rediss', 'redis'));
    expect(await refused.ended).toBe(2);
    expect(refused.stderr()).toContain('rediss:// where the server wants TLS');
  });
});
