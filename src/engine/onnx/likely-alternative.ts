/** Sequences whose first token is looked at. */
const PROBED = 8;
/** With fewer sequences than this, looking first is not worth a pass of its own. */
const FEWEST = 4 * PROBED;

/**
 * Guesses for sequences without a draft: `first` tells the first token of some, and the alternative that most of them begin with is
 * taken for all. A wrong guess costs a pass, never a token. Returns drafts by index; empty where nothing is known.
 */
export async function likelyAlternatives(
  alternatives: readonly (readonly (readonly number[])[])[],
  undrafted: readonly number[],
  first: (indices: readonly number[]) => Promise<readonly number[]>,
): Promise<Map<number, readonly number[]>> {
  const guesses = new Map<number, readonly number[]>();
  const having = undrafted.filter((index) => alternatives[index].some(({ length }) => length > 0));
  if (having.length < FEWEST) return guesses;
  const step = having.length / PROBED;
  const probed = Array.from({ length: PROBED }, (_, i) => having[Math.floor(i * step)]);
  const tokens = await first(probed);
  const agreeing: number[] = [];
  probed.forEach((index, i) => {
    const own = alternatives[index].findIndex(([token]) => token === tokens[i]);
    if (own >= 0) agreeing[own] = (agreeing[own] ?? 0) + 1;
  });
  const most = agreeing.reduce((best, count, k) => (count > (agreeing[best] ?? 0) ? k : best), 0);
  if (!agreeing[most]) return guesses;
  for (const index of having) {
    const guess = alternatives[index][most];
    if (guess && guess.length > 0) guesses.set(index, guess);
  }
  return guesses;
}
