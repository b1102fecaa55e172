/** Tokens of the longest completion. */
export const DEFAULT_NEW_TOKENS = 64;
