import { HubError } from './hub-error.ts';

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file system takes no file of that size',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'it is read-only',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'a part of the path is not a folder',
};

/** A system error of writing into the cache as a {@link HubError}; undefined for any other error. */
export function cacheWriteError(repository: string, folder: string, error: unknown): HubError | undefined {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (error instanceof HubError || code === undefined || syscall === undefined) return undefined;
  // An error of a connection, not of a file.
  if (/^(connect|getaddrinfo|read|write)$/.test(syscall) && /^E(CONN|HOST|NET|AI_|NOTFOUND|PIPE)/.test(code))
    return undefined;
  return new HubError(repository, `the cache ${folder} cannot be written: ${PROBLEMS[code] ?? message}`, {
    exitCode: 1,
    cause: error,
    remedy: 'HF_HUB_CACHE names another folder for it; what has arrived is kept.',
  });
}
