import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** Address of an endpoint for chat completions. The key is a function so that no printed value holds it. */
export interface ChatEndpoint {
  /** Address of requests: the base with `/chat/completions`. */
  readonly url: string;
  /** Scheme, host and path, for provenance and errors; no query. */
  readonly label: string;
  readonly model: string;
  readonly key: () => string | undefined;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * An OpenAI-compatible endpoint by its base address (`https://host/v1`). Throws InvalidInputError on an address that is invalid
 * or holds credentials, on a key that a header cannot carry, and where a key would travel unencrypted to another machine.
 */
export function chatEndpoint(options: {
  readonly base: string;
  readonly model: string;
  readonly key?: string;
}): ChatEndpoint {
  const url = parseBase(options.base);
  const label = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  if (options.model.trim() === '')
    throw new InvalidInputError(`judge endpoint ${label}`, 'has no model name');
  const key = options.key?.trim() || undefined;
  // The platform's own error about a bad header quotes the key.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw new InvalidInputError('the key of the judge endpoint', 'holds characters that no header can carry');
  if (key !== undefined && url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    throw new InvalidInputError(
      `judge endpoint ${label}`,
      'would get the key unencrypted',
      'Use https, or unset the key.',
    );
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return { url: url.href, label, model: options.model, key: () => key };
}

function parseBase(base: string): URL {
  // An unparsable address may hold a password, so it is not echoed.
  if (!URL.canParse(base)) throw new InvalidInputError('the judge endpoint', 'is not an address', EXAMPLE);
  const url = new URL(base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new InvalidInputError('the judge endpoint', 'is neither http nor https', EXAMPLE);
  if (url.username !== '' || url.password !== '')
    throw new InvalidInputError(
      'the judge endpoint',
      'holds credentials',
      'Give the key in REFUSAL_LAB_JUDGE_KEY instead.',
    );
  return url;
}

const EXAMPLE = 'Expected something like https://host/v1.';
