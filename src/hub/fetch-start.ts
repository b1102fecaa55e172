import type { HubClient } from './hub-client.ts';
import { HubError } from './hub-error.ts';

/** The first `length` bytes of a commit's file; bytes that a server sends beyond them are not awaited. Rejects with {@link HubError}. */
export async function fetchStart(
  client: HubClient,
  commit: string,
  path: string,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const refuse = (problem: string): HubError =>
    new HubError(client.repository.name, `the header of ${path} cannot be read (${problem})`, {
      exitCode: 1,
      remedy: 'Try again later.',
    });
  let position = 0;
  const response = await client.open(commit, path, 0, { to: length });
  if (!response.ok) throw refuse(`${new URL(response.url).host} answers ${response.status}`);
  try {
    for await (const chunk of response.body ?? []) {
      const part = chunk.subarray(0, length - position);
      bytes.set(part, position);
      position += part.length;
      if (position === length) break;
    }
  } catch (error) {
    client.signal?.throwIfAborted();
    throw refuse((error as Error).message);
  }
  if (position < length) throw refuse(`the connection ended at byte ${position}`);
  return bytes;
}
