import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Files = Readonly<Record<string, string | Uint8Array>>;

export interface MockRepository {
  /** Branches and tags. */
  readonly revisions: Readonly<Record<string, string>>;
  readonly commits: Readonly<Record<string, Files>>;
  /** Who may read the files; the description of a gated repository is open to all. */
  readonly gatedFor?: { readonly token: string; readonly accepted: boolean };
  readonly private?: boolean;
  /** What goes wrong with the next answers that hold a file, by its path, one after the other. */
  readonly faults?: Readonly<Record<string, Fault[]>>;
  /** Sizes that listings tell of files, where they are not the true ones. */
  readonly sizes?: Readonly<Record<string, number>>;
}

export type Fault =
  /** The connection ends after so many bytes of the answer. */
  | { readonly cutAfter: number }
  /** Without an error code. */
  | { readonly status: number }
  /** Another content of the same length. */
  | { readonly damaged: true }
  /** The whole file whatever was asked for. */
  | { readonly whole: true }
  /** So many bytes at once, the others when `until` has come. */
  | { readonly pauseAfter: number; readonly until: Promise<void> };

export interface MockHub {
  readonly endpoint: string;
  /** `GET /api/…` of every request, in order. */
  readonly requests: string[];
  /** Of every request for content: path, range or `-`, and whether it came with a token. */
  readonly contents: { readonly path: string; readonly range: string; readonly token: boolean }[];
  readonly close: () => Promise<void>;
}

/** How many files a page of a listing holds: few, so that listings have several. */
const PAGE = 2;

/** Data sets by `org/name`, models by `models/org/name`. */
type Repositories = Readonly<Record<string, MockRepository>>;

/**
 * A server that answers as the Hub does. Weights (`.safetensors`) are large files: they are listed with their SHA-256, and
 * their content is sent by another host, without a token.
 */
export async function startMockHub(repositories: Repositories): Promise<MockHub> {
  const requests: string[] = [];
  const contents: { path: string; range: string; token: boolean }[] = [];
  const note = (request: IncomingMessage, path: string) =>
    contents.push({
      path,
      range: request.headers.range ?? '-',
      token: request.headers.authorization !== undefined,
    });
  const store = createServer((request, response) => {
    const [, key, commit, path] = /^\/(.*)\/at\/([^/]+)\/(.*)$/.exec(request.url!)!;
    note(request, path);
    sendContent(repositories[key], commit, path, request, response);
  });
  const hub = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(repositories, request, response, (key, commit, path) => {
      const { size, oid, lfs } = listing(repositories[key], path, repositories[key].commits[commit][path]);
      response.setHeader('x-repo-commit', commit);
      if (lfs) {
        response.writeHead(302, {
          location: `${addressOf(store, 'localhost')}/${key}/at/${commit}/${path}`,
          'x-linked-etag': `"${lfs.oid}"`,
          'x-linked-size': size,
        });
        return response.end();
      }
      response.setHeader('etag', `"${oid}"`);
      note(request, path);
      return sendContent(repositories[key], commit, path, request, response);
    });
  });
  for (const server of [store, hub])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: addressOf(hub),
    requests,
    contents,
    close: async () => {
      for (const server of [store, hub]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** The store has another host name too: clients tell hosts apart by it. */
const addressOf = (server: Server, host = '127.0.0.1'): string =>
  `http://${host}:${(server.address() as AddressInfo).port}`;

const ADDRESS =
  /^(?:\/api)?\/(?<kind>models\/|datasets\/|)(?<name>[^/]+\/[^/]+)\/(?<what>revision|tree|resolve)\/(?<rest>.*)$/;

function answer(
  repositories: Repositories,
  request: IncomingMessage,
  response: ServerResponse,
  sendFile: (key: string, commit: string, path: string) => unknown,
): unknown {
  const url = new URL(request.url!, `http://${request.headers.host}`);
  const { kind, name, what = '', rest = '' } = ADDRESS.exec(url.pathname)?.groups ?? {};
  const key = kind === 'datasets/' ? name : `models/${name}`;
  const refuse = (status: number, code?: string, message?: string) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(code ? { 'x-error-code': code } : {}),
      ...(message ? { 'x-error-message': message } : {}),
    });
    return response.end(JSON.stringify({ error: 'refused' }));
  };
  const repository = repositories[key];
  if (name === 'org/broken') return refuse(503);
  if (!repository || repository.private) return refuse(401, 'RepoNotFound');
  const slash = what === 'revision' ? rest.length : `${rest}/`.indexOf('/');
  const revision = decodeURIComponent(rest.slice(0, slash));
  const path = decodeURIComponent(rest.slice(slash + 1));
  const commit = repository.revisions[revision] ?? revision;
  const files = repository.commits[commit];
  if (!files) return refuse(404, 'RevisionNotFound');
  const send = (value: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    return response.end(JSON.stringify(value));
  };
  if (what === 'revision')
    return send({
      ...{ _id: '1', id: name, sha: commit, private: false, gated: false, lastModified: 0 },
      siblings: Object.keys(files).map((rfilename) => ({ rfilename })),
    });
  if (repository.gatedFor) {
    const { token, accepted } = repository.gatedFor;
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(401, 'GatedRepo');
    if (!accepted) return refuse(403, 'GatedRepo', 'Your request is awaiting a review.');
  }
  if (what === 'tree') {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const names = Object.keys(files);
    url.searchParams.set('cursor', String(from + PAGE));
    const next: Record<string, string> =
      from + PAGE < names.length ? { link: `<${url.href}>; rel="next"` } : {};
    const page = names.slice(from, from + PAGE).map((file) => listing(repository, file, files[file]));
    return send([{ type: 'directory', path: 'data', size: 0, oid: '0' }, ...page], next);
  }
  if (files[path] === undefined) return refuse(404, 'EntryNotFound');
  return sendFile(key, commit, path);
}

interface Listed {
  readonly type: 'file';
  readonly path: string;
  readonly size: number;
  readonly oid: string;
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
}

function listing({ sizes }: MockRepository, path: string, content: string | Uint8Array): Listed {
  const size = sizes?.[path] ?? Buffer.from(content).length;
  return path.endsWith('.safetensors')
    ? {
        ...{ type: 'file' as const, path, size, oid: gitHash('pointer') },
        lfs: { oid: createHash('sha256').update(content).digest('hex'), size, pointerSize: 134 },
      }
    : { type: 'file', path, size, oid: gitHash(content) };
}

async function sendContent(
  repository: MockRepository,
  commit: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fault = repository.faults?.[path]?.shift();
  if (fault && 'status' in fault) {
    response.writeHead(fault.status).end();
    return;
  }
  let content = Buffer.from(repository.commits[commit][path]);
  if (fault && 'damaged' in fault) content = Buffer.alloc(content.length, 'x');
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const ranged = range !== null && !(fault && 'whole' in fault);
  const [from, to] = ranged
    ? [Number(range[1]), range[2] === '' ? content.length : Number(range[2]) + 1]
    : [0, content.length];
  response.writeHead(ranged ? 206 : 200, {
    'content-length': to - from,
    ...(ranged ? { 'content-range': `bytes ${from}-${to - 1}/${content.length}` } : {}),
  });
  const body = content.subarray(from, to);
  if (fault && 'cutAfter' in fault) {
    response.write(body.subarray(0, fault.cutAfter), () => response.destroy());
    return;
  }
  if (fault && 'pauseAfter' in fault) {
    response.write(body.subarray(0, fault.pauseAfter));
    await fault.until;
    response.end(body.subarray(fault.pauseAfter));
    return;
  }
  response.end(body);
}

function gitHash(content: string | Uint8Array): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
