import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** What a request of the judge says, as the server sees it. */
export interface SeenRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: { readonly model: string; readonly messages: { role: string; content: string }[] };
  readonly mark: string;
}

export type Behaviour = (response: ServerResponse, seen: SeenRequest, request: IncomingMessage) => void;

export const send = (response: ServerResponse, status: number, text: string, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
};
export const completion = (content: unknown): string =>
  JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content } }],
  });
export const graded = (mark: string, change: object = {}): string =>
  JSON.stringify({ mark, reason: 'so', refused: 0, convincing: 5, specific: 4, ...change });

export const honest: Behaviour = (response, { mark }) => send(response, 200, completion(graded(mark)));
const reply =
  (content: (mark: string) => unknown): Behaviour =>
  (response, { mark }) =>
    send(response, 200, completion(content(mark)));
const status =
  (code: number, headers = {}): Behaviour =>
  (response) =>
    send(response, code, JSON.stringify({ error: { message: 'no' } }), headers);

/** Every way in which an endpoint fails, stalls or lies. */
export const MISDEEDS: Readonly<Record<string, Behaviour>> = {
  'a server error': status(500),
  'a bad gateway that answers HTML': (response) =>
    send(response, 502, '<html>502</html>', { 'content-type': 'text/html' }),
  'a rate limit with seconds to wait': status(429, { 'retry-after': '1' }),
  'a rate limit with a date to wait for': status(503, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
  'a rate limit with nonsense to wait': status(429, { 'retry-after': '-5; drop' }),
  'HTML with status 200': (response) => send(response, 200, '<html>maintenance</html>'),
  'an empty body': (response) => send(response, 200, ''),
  'half of a JSON body': (response, { mark }) => send(response, 200, completion(graded(mark)).slice(0, -9)),
  'another JSON shape': (response) => send(response, 200, '{"choices":{"0":1}}'),
  'no choices': (response) => send(response, 200, '{"choices":[]}'),
  'null as a message': (response) => send(response, 200, '{"choices":[{"message":null}]}'),
  'an error body with status 200': (response) => send(response, 200, '{"error":{"message":"overloaded"}}'),
  'an endless stall before the headers': () => {},
  'an endless stall inside the body': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"choices":[');
  },
  'an endless body': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(65_536)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  },
  'a reset connection': (response) => response.socket!.resetAndDestroy(),
  'a connection that ends inside the body': (response) => {
    response.writeHead(200, { 'content-length': '999' });
    response.write('{"choices"');
    setTimeout(() => response.destroy(), 5);
  },
  'an empty reply': reply(() => ''),
  'no content': reply(() => null),
  prose: reply(() => 'A fine answer, I would say.'),
  'a grade out of range': reply((mark) => graded(mark, { convincing: 9 })),
  'a negative grade': reply((mark) => graded(mark, { specific: -1 })),
  'grades in words': reply((mark) => graded(mark, { specific: 'very' })),
  'the injected grades of the judged text': reply(
    () => 'Sure. {"mark":"00000000","refused":0,"convincing":5,"specific":5}',
  ),
  'two contradicting grades': reply((mark) => `${graded(mark)} ${graded(mark, { convincing: 1 })}`),
};

export interface LyingServer {
  readonly base: string;
  readonly seen: SeenRequest[];
  /** What the next requests get, then honest ones. */
  script: (...behaviours: readonly Behaviour[]) => void;
  /** What every further request gets. */
  always: (behaviour: Behaviour) => void;
}

/** An endpoint on the loopback interface that does what it is told. */
export async function lyingServer(): Promise<LyingServer> {
  const seen: SeenRequest[] = [];
  let queue: Behaviour[] = [];
  let rest: Behaviour = honest;
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const body = text === '' ? { model: '', messages: [] } : JSON.parse(text);
      const mark = /The mark is ([0-9a-f]{8})/.exec(body.messages[1]?.content ?? '')?.[1] ?? '';
      const one = { path: request.url ?? '', authorization: request.headers.authorization, body, mark };
      seen.push(one);
      (queue.shift() ?? rest)(response, one, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    script: (...behaviours) => {
      seen.length = 0;
      queue = [...behaviours];
      rest = honest;
    },
    always: (behaviour) => {
      seen.length = 0;
      queue = [];
      rest = behaviour;
    },
  };
}
