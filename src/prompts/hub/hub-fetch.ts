import { HubError } from './hub-error.ts';
import type { HubOptions } from './hub-options.ts';
import type { HubSettings } from './hub-settings.ts';

/**
 * A `fetch` for the requests about one data set: takes the caller's abort signal, and turns what the Hub refuses into a
 * {@link HubError} that says what to do. Answers of other hosts, to which the Hub sends for content, are left to the
 * library.
 */
export function hubFetch(
  repository: string,
  settings: HubSettings,
  { fetch: send = fetch, signal }: HubOptions,
): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    let response: Response;
    try {
      response = await send(input, { ...init, ...(signal ? { signal } : {}) });
    } catch (error) {
      signal?.throwIfAborted();
      const cause = (error as Error).cause;
      throw new HubError(
        repository,
        `${url.host} cannot be reached (${(cause instanceof Error ? cause : (error as Error)).message})`,
        { exitCode: 1, cause: error, remedy: 'HF_HUB_OFFLINE=1 uses what is in the cache.' },
      );
    }
    if (!response.ok && url.origin === new URL(settings.endpoint).origin)
      throw refusal(repository, settings, response);
    return response;
  };
}

function refusal(repository: string, settings: HubSettings, response: Response): HubError {
  const { status } = response;
  const code = response.headers.get('x-error-code');
  const page = `${settings.endpoint}/datasets/${repository}`;
  const signIn = settings.token
    ? "Is HF_TOKEN the right account's, and allowed to read it?"
    : 'Set HF_TOKEN, or sign in with hf auth login.';
  if (code === 'GatedRepo' || status === 403)
    return new HubError(repository, 'is gated, and this account has not been let in', {
      status,
      remedy: `Accept its conditions at ${page}. ${signIn}`,
    });
  if (code === 'RevisionNotFound')
    return new HubError(repository, 'has no such revision', {
      status,
      remedy: `Its branches and tags: ${page}/tree/main.`,
    });
  if (code === 'EntryNotFound')
    return new HubError(repository, 'has no such file', { status, remedy: `Its files: ${page}/tree/main.` });
  // To who may not read it the Hub does not say whether a repository exists.
  if (status === 401 || status === 404)
    return new HubError(repository, 'is no data set, or a private one', {
      status,
      remedy: `Check the name: ${page}. If it is private: ${signIn}`,
    });
  return new HubError(repository, `the Hub answers ${status}`, {
    status,
    exitCode: 1,
    remedy: status === 429 ? 'Too many requests: wait a little.' : 'Try again later.',
  });
}
