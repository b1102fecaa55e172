/** A command line without the credentials between `redis://` and the host: it goes into manifests. */
export function redactCommand(words: readonly string[]): string[] {
  return words.map((word) => word.replace(/(rediss?:\/\/)[^\s]*@/gi, '$1***@'));
}
