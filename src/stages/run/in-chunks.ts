/** Sequences per call: enough for the engine to batch by length, few enough to hold their results in memory. */
const CHUNK = 256;

/** Runs `run` on consecutive parts of a list and joins the results; `onProgress` receives the number done, parts of running ones included. */
export async function inChunks<Item, Result>(
  items: readonly Item[],
  run: (chunk: readonly Item[], onProgress: (done: number) => void) => Promise<readonly Result[]>,
  onProgress?: (done: number) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += CHUNK) {
    results.push(...(await run(items.slice(start, start + CHUNK), (done) => onProgress?.(start + done))));
    onProgress?.(results.length);
  }
  return results;
}
