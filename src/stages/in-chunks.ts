/** Sequences a call: enough for the engine to batch by length, few enough for their results to be in memory. */
const CHUNK = 256;

/** Runs `run` on consecutive parts of a list and joins the results; `onProgress` hears how many are done, whenever it is one more at least. */
export async function inChunks<Item, Result>(
  items: readonly Item[],
  run: (chunk: readonly Item[], onProgress: (done: number) => void) => Promise<readonly Result[]>,
  onProgress?: (done: number) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  let told = 0;
  const tell = (done: number): void => {
    if (done <= told) return;
    told = done;
    onProgress?.(done);
  };
  for (let start = 0; start < items.length; start += CHUNK) {
    results.push(...(await run(items.slice(start, start + CHUNK), (done) => tell(Math.floor(start + done)))));
    tell(results.length);
  }
  return results;
}
