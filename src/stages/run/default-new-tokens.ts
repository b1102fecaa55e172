/** Default limit on new tokens. */
export const DEFAULT_NEW_TOKENS = 64;
