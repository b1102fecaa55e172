import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MockDataset {
  /** Branches and tags. */
  readonly revisions: Readonly<Record<string, string>>;
  readonly commits: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>;
  /** Who may read the files; the description of a gated data set is open to all. */
  readonly gatedFor?: { readonly token: string; readonly accepted: boolean };
  readonly private?: boolean;
}

export interface MockHub {
  readonly endpoint: string;
  /** `GET /api/…` of every request, in order. */
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

/** How many files a page of a listing holds: few, so that listings have several. */
const PAGE = 2;

/** A server that answers about data sets as the Hub does. */
export async function startMockHub(datasets: Readonly<Record<string, MockDataset>>): Promise<MockHub> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    let body = '';
    request.on('data', (bytes) => {
      body += bytes;
    });
    request.on('end', () => answer(datasets, request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(
  datasets: Readonly<Record<string, MockDataset>>,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): ServerResponse {
  const url = new URL(request.url!, `http://${request.headers.host}`);
  const [, name, what, rest] =
    /^(?:\/api)?\/datasets\/([^/]+\/[^/]+)\/(revision|tree|paths-info|resolve)\/(.*)$/.exec(url.pathname) ??
    [];
  const refuse = (status: number, code?: string) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(code ? { 'x-error-code': code } : {}),
    });
    return response.end(JSON.stringify({ error: 'refused' }));
  };
  const dataset = name === undefined ? undefined : datasets[name];
  if (name === 'org/broken') return refuse(503);
  if (!dataset || dataset.private) return refuse(401, 'RepoNotFound');
  const slash = what === 'revision' ? rest.length : `${rest}/`.indexOf('/');
  const revision = decodeURIComponent(rest.slice(0, slash));
  const path = rest.slice(slash + 1);
  const commit = dataset.revisions[revision] ?? revision;
  const files = dataset.commits[commit];
  if (!files) return refuse(404, 'RevisionNotFound');
  const send = (value: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    return response.end(JSON.stringify(value));
  };
  if (what === 'revision')
    return send({ _id: '1', id: name, sha: commit, private: false, gated: false, lastModified: 0 });
  if (dataset.gatedFor) {
    const { token, accepted } = dataset.gatedFor;
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(401, 'GatedRepo');
    if (!accepted) return refuse(403, 'GatedRepo');
  }
  const describe = (file: string) => ({
    type: 'file',
    path: file,
    oid: gitHash(files[file]),
    size: Buffer.from(files[file]).length,
  });
  if (what === 'tree') {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const names = Object.keys(files);
    url.searchParams.set('cursor', String(from + PAGE));
    const next: Record<string, string> =
      from + PAGE < names.length ? { link: `<${url.href}>; rel="next"` } : {};
    return send([{ type: 'directory', path: 'data' }, ...names.slice(from, from + PAGE).map(describe)], next);
  }
  if (what === 'paths-info') {
    const wanted = JSON.parse(body) as { readonly paths: string[] };
    return send(wanted.paths.filter((file) => files[file] !== undefined).map(describe));
  }
  if (files[path] === undefined) return refuse(404, 'EntryNotFound');
  const content = Buffer.from(files[path]);
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const [from, to] = range ? [Number(range[1]), Number(range[2]) + 1] : [0, content.length];
  response.writeHead(range ? 206 : 200, {
    etag: `"${gitHash(content)}"`,
    ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${content.length}` } : {}),
  });
  return response.end(content.subarray(from, to));
}

function gitHash(content: string | Uint8Array): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
