/** Enough for p = .002 at the least and a band whose ends rest on a dozen draws; a site takes a fraction of a second. */
export const DEFAULT_PERMUTATIONS = 499;
