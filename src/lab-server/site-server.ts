import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { refuseRequest } from './refuse-request.ts';
import type { Site, SiteEntry } from './site.ts';

/** The page may load files of this server and run WebAssembly; it can reach nothing else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

export interface RunningServer {
  /** `http://127.0.0.1:4711/`. */
  readonly url: string;
  readonly port: number;
  /** Also ends open connections. */
  close(): Promise<void>;
}

/**
 * Serves a site on the loopback address alone; port 0 takes any free one. Throws {@link InvalidInputError} where the port is
 * taken or not allowed.
 */
export async function startSiteServer(site: Site, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const refusal = refuseRequest(request, portOf(server));
    // The path exactly as sent: only paths listed verbatim in the site are answered.
    const entry = site.get((request.url ?? '').split('?')[0]);
    if (refusal) end(response, refusal.status, refusal.reason);
    else if (!entry) end(response, 404, 'no such path');
    else void answer(response, entry, request.method === 'HEAD');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve);
  });
  const taken = portOf(server);
  return {
    url: `http://127.0.0.1:${taken}/`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

async function answer(response: ServerResponse, { type, body }: SiteEntry, headOnly: boolean): Promise<void> {
  try {
    const length = 'file' in body ? statSync(body.file).size : body.bytes.byteLength;
    response.writeHead(200, { ...HEADERS, 'Content-Type': type, 'Content-Length': length });
    if (headOnly) response.end();
    else if ('bytes' in body) response.end(body.bytes);
    else await pipeline(createReadStream(body.file), response);
  } catch {
    // The file or the client has gone since the start: this connection cannot carry an error any more.
    if (response.headersSent) response.destroy();
    else end(response, 500, 'the file is gone');
  }
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new InvalidInputError(`port ${port}`, 'is in use', 'Give another, or `port: 0` for any free one.');
  if (error.code === 'EACCES')
    return new InvalidInputError(
      `port ${port}`,
      'needs more rights than this process has',
      'Give one above 1023.',
    );
  return error;
}
