/** A file of the page's own server. `onProgress` receives bytes so far and in total. Rejects if it cannot be fetched. */
export async function fetchBytes(
  url: string,
  onProgress: (done: number, bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const bytes = Number(response.headers.get('content-length'));
  const content = new Uint8Array(bytes);
  let done = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done: ended, value } = await reader.read();
    if (ended) break;
    content.set(value, done);
    onProgress((done += value.byteLength), bytes);
  }
  if (done !== bytes) throw new Error(`${url}: ended after ${done} of ${bytes} bytes`);
  return content;
}
