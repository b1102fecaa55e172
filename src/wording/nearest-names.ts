/** Those of `names` that a misspelt name may have meant, the nearest first, at most `most`. */
export function nearestNames(name: string, names: readonly string[], most = 4): string[] {
  return names
    .map((known) => ({ known, distance: editDistance(name, known) }))
    .toSorted((a, b) => a.distance - b.distance)
    .filter(({ distance }) => distance <= Math.max(2, name.length / 3))
    .slice(0, most)
    .map(({ known }) => known);
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}
