/**
 * The first key that the outermost object of a JSON text holds twice, or undefined. `JSON.parse` keeps the last
 * of two equal keys silently. `text` must be valid JSON.
 */
export function firstDuplicateKey(text: string): string | undefined {
  const seen = new Set<string>();
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;
  let depth = 0;
  let string: string | undefined;
  for (const [found] of text.matchAll(token)) {
    if (found === '{' || found === '[') depth++;
    else if (found === '}' || found === ']') depth--;
    else if (found !== ':') string = found;
    else if (depth === 1 && string !== undefined) {
      const key = JSON.parse(string) as string;
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return undefined;
}
