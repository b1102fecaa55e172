import type { IncomingHttpHeaders } from 'node:http';

export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/**
 * The reason why a request is refused; undefined if it is allowed. A page elsewhere that makes its own name resolve to the loopback
 * address still sends that name as Host, and one that asks across origins sends Origin or Sec-Fetch-Site: all three must be
 * this server's own. A link followed from another page (a navigation) does not read across origins and is allowed.
 */
export function refuseRequest(
  request: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
  port: number,
): Refusal | undefined {
  const { method, headers } = request;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (headers.host === undefined || !hosts.includes(headers.host.toLowerCase()))
    return { status: 421, reason: `this server is http://${hosts[0]} and nothing else` };
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`))
    return { status: 403, reason: 'other origins are not answered' };
  const site = headers['sec-fetch-site'];
  const navigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigation)
    return { status: 403, reason: 'other sites are not answered' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, reason: 'GET and HEAD only' };
  return undefined;
}
