import { InvalidInputError } from '../../errors/invalid-input-error.ts';

export const DEFAULT_PREFIX = 'refusal-lab';

/** Where a queue is. Only `shown` may be printed or stored. */
export interface QueueAddress {
  /** With user and password. */
  readonly url: string;
  /** Without them. */
  readonly shown: string;
  /** What every key in the database begins with. */
  readonly prefix: string;
}

/** A queue as a caller names it. */
export interface QueuePlace {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly address: string;
  /** What every key in the database begins with; default `refusal-lab`. */
  readonly prefix?: string;
  /** Taken where the address has none. */
  readonly password?: string;
}

/**
 * Reads `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. `password` is taken where the address has
 * none, so that it need not stand on a command line. Throws {@link InvalidInputError}, which does not repeat the address.
 */
export function parseQueueAddress(
  text: string,
  options: { readonly prefix?: string; readonly password?: string } = {},
): QueueAddress {
  const wrong = (problem: string): InvalidInputError =>
    new InvalidInputError(
      'address of the queue',
      problem,
      'Such as redis://host:6379/0, or rediss://user:password@host:6380 for TLS.',
    );
  if (!URL.canParse(text)) throw wrong('cannot be read');
  const url = new URL(text);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:')
    throw wrong('begins with neither redis:// nor rediss://');
  if (!url.hostname) throw wrong('names no host');
  if (!/^\/?\d*$/.test(url.pathname)) throw wrong('names a database that is not a number');
  if (url.search || url.hash) throw wrong('has something after the database');
  const prefix = options.prefix ?? DEFAULT_PREFIX;
  if (!/^[\w.{}-]{1,64}$/.test(prefix))
    throw new InvalidInputError('`queuePrefix`', 'has other characters than letters, digits and . _ - { }');
  if (!url.password && options.password) url.password = encodeURIComponent(options.password);
  const secret = url.username || url.password ? '***@' : '';
  return { url: url.href, shown: `${url.protocol}//${secret}${url.host}${url.pathname}`, prefix };
}
