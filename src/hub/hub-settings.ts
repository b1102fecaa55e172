import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Settings of the Hub, from the variables that its Python client reads too. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** The cache that all of the Hub's clients share. */
  readonly cacheFolder: string;
  readonly token?: string;
  readonly offline: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * HF_ENDPOINT; HF_HUB_CACHE (or HUGGINGFACE_HUB_CACHE, else `hub` in HF_HOME, which is `huggingface` in XDG_CACHE_HOME
 * or ~/.cache); HF_TOKEN, else the file HF_TOKEN_PATH, else `token` in HF_HOME; HF_HUB_OFFLINE. Empty variables count
 * as missing. Throws InvalidInputError where HF_ENDPOINT is not an address.
 */
export function hubSettings(environment: Environment = process.env): HubSettings {
  const variable = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const folder = (name: string): string | undefined => expandHome(variable(name));
  const home =
    folder('HF_HOME') ?? join(folder('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'huggingface');
  const endpoint = (variable('HF_ENDPOINT') ?? 'https://huggingface.co').replace(/\/+$/, '');
  if (!URL.canParse(endpoint))
    throw new InvalidInputError(`HF_ENDPOINT ${endpoint}`, 'is not an address', 'Expected https://HOST.');
  const token = variable('HF_TOKEN') ?? storedToken(folder('HF_TOKEN_PATH') ?? join(home, 'token'));
  return {
    endpoint,
    cacheFolder: folder('HF_HUB_CACHE') ?? folder('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub'),
    ...(token === undefined ? {} : { token }),
    offline: /^(1|on|yes|true)$/i.test(variable('HF_HUB_OFFLINE') ?? ''),
  };
}

function storedToken(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() || undefined : undefined;
}

function expandHome(path: string | undefined): string | undefined {
  return path?.replace(/^~(?=$|[/\\])/, homedir());
}
