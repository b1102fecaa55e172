const EDGES: Readonly<Record<string, string>> = {
  '−0': '> −0.5',
  '+0': '< +0.5',
  '+100': '> +99.5',
  '−100': '< −99.5',
};

/**
 * Points that results.json holds in a sentence, cut to whole ones (`+62`, `−0`): what may have been cut to 0 or to all is written as
 * the range that it was cut from.
 */
export function storedPoints(points: string): string {
  return EDGES[points] ?? points;
}
