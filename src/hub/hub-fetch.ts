import { HubError } from './hub-error.ts';
import type { HubOptions } from './hub-options.ts';
import { type HubRepository, repositoryPage } from './hub-repository.ts';
import type { HubSettings } from './hub-settings.ts';

/**
 * A `fetch` for the requests about one repository: takes the caller's abort signal, and turns what the Hub refuses into
 * a {@link HubError} that says what to do. The token goes to the endpoint's own origin alone. Answers of other hosts, to which the Hub sends for content, are left to the
 * caller.
 */
export function hubFetch(
  repository: HubRepository,
  settings: HubSettings,
  { fetch: send = fetch, signal }: Pick<HubOptions, 'fetch' | 'signal'>,
): typeof fetch {
  const endpoint = new URL(settings.endpoint);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    let response: Response;
    try {
      const signals = [signal, init?.signal].filter((each) => each instanceof AbortSignal);
      response = await send(input, {
        ...init,
        ...(url.origin === endpoint.origin ? {} : { headers: withoutToken(input, init) }),
        signal: AbortSignal.any(signals),
      });
    } catch (error) {
      signal?.throwIfAborted();
      const cause = (error as Error).cause;
      throw new HubError(
        repository.name,
        `${url.host} cannot be reached (${(cause instanceof Error ? cause : (error as Error)).message})`,
        { exitCode: 1, cause: error, remedy: 'HF_HUB_OFFLINE=1 uses what is in the cache.' },
      );
    }
    const answered = new URL(response.url || url);
    if (!response.ok && answered.origin === endpoint.origin) throw refusal(repository, settings, response);
    return response;
  };
}

/** An answer may name another address (the next page of a listing): only the endpoint gets the token. */
function withoutToken(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Headers {
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}));
  for (const name of ['authorization', 'cookie']) headers.delete(name);
  return headers;
}

const NOUNS = { model: 'model', dataset: 'data set' } as const;

function refusal(repository: HubRepository, settings: HubSettings, response: Response): HubError {
  const { status } = response;
  const { type, name } = repository;
  const code = response.headers.get('x-error-code');
  const page = repositoryPage(repository, settings.endpoint);
  const signIn = settings.token
    ? "Is HF_TOKEN the right account's, and allowed to read it?"
    : 'Set HF_TOKEN, or sign in with hf auth login.';
  if (code === 'GatedRepo' || status === 403)
    return new HubError(name, 'is gated, and this account has not been let in', {
      status,
      remedy: `Accept its conditions at ${page}. ${signIn}${saidByHub(response)}`,
    });
  if (code === 'RevisionNotFound')
    return new HubError(name, 'has no such revision', {
      status,
      remedy: `Its branches and tags: ${page}/tree/main.`,
    });
  if (code === 'EntryNotFound')
    return new HubError(name, 'has no such file', { status, remedy: `Its files: ${page}/tree/main.` });
  // The Hub does not tell an account without access whether a repository exists.
  if (status === 401 || status === 404)
    return new HubError(name, `is not a ${NOUNS[type]}, or a private one`, {
      status,
      remedy: `Check the name: ${page}. If it is private: ${signIn}`,
    });
  return new HubError(name, `the Hub answers ${status}`, {
    status,
    exitCode: 1,
    remedy: status === 429 ? 'Too many requests: wait a little.' : 'Try again later.',
  });
}

/** The Hub itself says which setting is missing if a token may not read gated repositories. */
function saidByHub(response: Response): string {
  const message = response.headers.get('x-error-message')?.replace(/[^\x20-\x7e]+/g, ' ');
  return message ? ` The Hub says: ${message.slice(0, 300)}` : '';
}
