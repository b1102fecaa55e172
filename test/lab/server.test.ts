import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listedPrompts } from '../../src/lab-server/listed-prompts.ts';
import { modelSite } from '../../src/lab-server/model-site.ts';
import { pageSite } from '../../src/lab-server/page-site.ts';
import { refuseRequest } from '../../src/lab-server/refuse-request.ts';
import { type RunningServer, startSiteServer } from '../../src/lab-server/site-server.ts';
import { resolveModel } from '../../src/stages/model/resolve-model.ts';

const PAGE = fileURLToPath(new URL('../../dist/lab-page', import.meta.url));
const CLI = fileURLToPath(new URL('../../bin/refusal-lab.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lab-'));
let server: RunningServer;

beforeAll(async () => {
  const checkpoint = await resolveModel('organism:aligned');
  const site = new Map([...pageSite(PAGE), ...modelSite(checkpoint, { source: 'organism' })]);
  server = await startSiteServer(site, 0);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** A request with exactly these headers and path, which `fetch` would tidy up. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) };
}

describe('the server of the lab', () => {
  it('serves page and model, each with its type, and only to this origin', async () => {
    const page = await ask('/');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['content-security-policy']).not.toMatch(
      /unsafe-inline|'unsafe-eval'|http:|https:|\*/,
    );
    expect(page.headers['cross-origin-resource-policy']).toBe('same-origin');
    const listing = JSON.parse((await ask('/model/listing.json')).body.toString());
    for (const { name, bytes } of listing.files)
      expect((await ask(`/model/${name}`)).body.length, name).toBe(bytes);
    expect(listing.files.map(({ name }: { name: string }) => name)).toContain('model.safetensors');
  });

  it('answers HEAD without a body and refuses to be written to', async () => {
    const head = await ask('/model/model.safetensors', {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await ask('/', {}, method)).status).toBe(405);
  });

  it.each([
    '/model/../package.json',
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/model/%2e%2e/config.json',
    '/model/..\\config.json',
    '//etc/passwd',
    '/assets/../index.html',
    '/assets',
    '/model/',
    '/model/recipe/README.md',
    'http://127.0.0.1/index.html',
  ])('knows no path %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it('cannot be read by a page that has its own name resolve to this address', async () => {
    const { port } = server;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `0.0.0.0:${port}`,
      `127.0.0.1.evil.example:${port}`,
    ])
      expect((await ask('/', { host })).status, host).toBe(421);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`])
      expect((await ask('/', { host })).status, host).toBe(200);
  });

  it('cannot be read across origins', async () => {
    const { port } = server;
    for (const origin of [
      'http://evil.example',
      'null',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
    ])
      expect((await ask('/', { origin })).status, origin).toBe(403);
    expect((await ask('/', { origin: `http://localhost:${port}` })).status).toBe(200);
    for (const site of ['cross-site', 'same-site'])
      expect(
        (await ask('/model/listing.json', { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })).status,
      ).toBe(403);
    const followed = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await ask('/', followed)).status).toBe(200);
    expect((await ask('/', { ...followed, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
  });

  it('refuses a request without Host', () => {
    expect(refuseRequest({ method: 'GET', headers: {} }, 80)?.status).toBe(421);
  });

  it('listens on the loopback address alone', async () => {
    const other = connect({ host: '127.0.0.2', port: server.port });
    const [error] = await once(other, 'error');
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
  });

  it('says which port is taken', async () => {
    await expect(startSiteServer(new Map(), server.port)).rejects.toThrow(/port \d+: is in use\n.*`port: 0`/);
  });
});

describe('what the lab refuses', () => {
  it('a model above 50 MB', async () => {
    const large = join(folder, 'large');
    cpSync(fileURLToPath(new URL('../../organism/aligned', import.meta.url)), large, { recursive: true });
    const checkpoint = await resolveModel(large);
    truncateSync(join(large, 'model.safetensors'), 50e6);
    expect(modelSite(checkpoint, { source: 'organism' }).size).toBeGreaterThan(0);
    truncateSync(join(large, 'model.safetensors'), 50e6 + 1e6);
    expect(() => modelSite(checkpoint, { source: 'organism' })).toThrow(
      /large: has 51 MB of weights; the lab runs models of at most 50 MB/,
    );
  });

  it('a page that is not built', () => {
    expect(() => pageSite(join(folder, 'nowhere'))).toThrow(/not built\n.*npm run build/);
  });

  it('prompts of one class only, or too few', async () => {
    const checkpoint = await resolveModel('organism:aligned');
    const file = join(folder, 'two.jsonl');
    writeFileSync(file, '{"prompt":"a"}\n{"prompt":"b"}\n');
    await expect(listedPrompts(checkpoint, { harmful: file })).rejects.toThrow(/`harmless`: is missing/);
    await expect(listedPrompts(checkpoint, { harmful: file, harmless: file })).rejects.toThrow(
      /holds 2 prompts/,
    );
    writeFileSync(file, '{"prompt":"a"}\n{"prompt":"b"}\n{"prompt":"c"}\n');
    expect(await listedPrompts(checkpoint, { harmful: file, harmless: file })).toEqual({
      source: 'given',
      harmful: ['a', 'b', 'c'],
      harmless: ['a', 'b', 'c'],
    });
  });
});

describe('refusal-lab lab', () => {
  it('prints the address, serves it, and ends well when interrupted', async () => {
    const child = spawn(process.execPath, [CLI, 'lab', 'organism:base', '--port', '0', '--no-open'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    const url = String(line).trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const listing = await (await fetch(`${url}model/listing.json`)).json();
    expect(listing).toMatchObject({ name: 'organism:base', prompts: { source: 'organism' } });
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });

  it('refuses a port that is none, in one message', async () => {
    const child = spawn(process.execPath, [CLI, 'lab', '--port', '70000'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [message] = await once(child.stderr, 'data');
    const [code] = await once(child, 'exit');
    expect([code, String(message)]).toEqual([2, expect.stringMatching(/port from 0 to 65535/)]);
  });
});
