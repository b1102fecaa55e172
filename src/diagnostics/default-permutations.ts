/** Enough for p down to .002 and a band whose ends rest on a dozen draws; a site takes a fraction of a second. */
export const DEFAULT_PERMUTATIONS = 499;
