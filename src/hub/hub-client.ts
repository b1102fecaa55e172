import { HubError } from './hub-error.ts';
import { hubFetch } from './hub-fetch.ts';
import type { HubOptions } from './hub-options.ts';
import { type HubRepository, repositoryPage } from './hub-repository.ts';
import type { HubSettings } from './hub-settings.ts';
import { isCommit } from './is-commit.ts';
import type { RepositoryFile } from './repository-file.ts';

/** Asks the Hub about one repository. Every method rejects with {@link HubError}, or with the abort signal's reason. */
export class HubClient {
  readonly repository: HubRepository;
  readonly settings: HubSettings;
  readonly signal: AbortSignal | undefined;
  readonly #fetch: typeof fetch;

  constructor(
    repository: HubRepository,
    settings: HubSettings,
    options: Pick<HubOptions, 'fetch' | 'signal'>,
  ) {
    this.repository = repository;
    this.settings = settings;
    this.signal = options.signal;
    this.#fetch = hubFetch(repository, settings, options);
  }

  /** The commit that a branch, tag or shortened commit is at. */
  async commitOf(revision: string): Promise<string> {
    if (isCommit(revision)) return revision;
    const { type, name } = this.repository;
    const hub = await import('@huggingface/hub');
    const call = { ...this.#call(), name, revision, additionalFields: ['sha' as const] };
    const { sha } = await this.#ask<{ sha: string }>(() =>
      type === 'model' ? hub.modelInfo(call) : hub.datasetInfo(call),
    );
    if (!isCommit(sha))
      throw new HubError(name, `the Hub names no commit for revision ${revision}`, { exitCode: 1 });
    return sha;
  }

  /** The files of a commit; of its top folder alone unless `recursive`. */
  async files(commit: string, { recursive }: { readonly recursive: boolean }): Promise<RepositoryFile[]> {
    const hub = await import('@huggingface/hub');
    const files: RepositoryFile[] = [];
    const call = { ...this.#call(), repo: this.repository, recursive, revision: commit };
    await this.#ask(async () => {
      for await (const { type, path, size, oid = '', lfs } of hub.listFiles(call)) {
        if (type !== 'file' || (!recursive && path.includes('/'))) continue;
        if (lfs) files.push({ path, size: lfs.size, algorithm: 'sha256', hash: lfs.oid });
        else files.push({ path, size, algorithm: 'git-sha1', hash: oid });
      }
    });
    const unnamed = files.find(({ hash }) => !/^[0-9a-f]{40,64}$/.test(hash));
    if (unnamed)
      throw new HubError(this.repository.name, `the Hub gives no checksum of ${unnamed.path}`, {
        exitCode: 1,
      });
    return files;
  }

  /** The content of a file from byte `from` on, up to `to`; a server may answer with all of it (status 200 instead of 206). */
  open(
    commit: string,
    path: string,
    from: number,
    { to, signal }: { readonly to?: number; readonly signal?: AbortSignal } = {},
  ): Promise<Response> {
    const { endpoint, token } = this.settings;
    const page = repositoryPage(this.repository, endpoint);
    // fetch drops the token when an answer redirects to another host.
    return this.#fetch(`${page}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`, {
      headers: {
        'accept-encoding': 'identity',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(from === 0 && to === undefined
          ? {}
          : { range: `bytes=${from}-${to === undefined ? '' : to - 1}` }),
      },
      ...(signal ? { signal } : {}),
    });
  }

  #call() {
    const { endpoint, token } = this.settings;
    return {
      hubUrl: endpoint,
      fetch: this.#fetch,
      ...(token === undefined ? {} : { accessToken: token }),
    };
  }

  /** The library's own errors name neither the repository nor a remedy. */
  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question();
    } catch (error) {
      this.signal?.throwIfAborted();
      if (error instanceof HubError) throw error;
      throw new HubError(this.repository.name, `cannot be downloaded (${(error as Error).message})`, {
        exitCode: 1,
        cause: error,
      });
    }
  }
}
