import { scopeIncludes, TOKEN_SCOPES, type TokenScope } from '../../interventions/token-scope.ts';

/** First and last position (inclusive) that a scope holds; `last` is missing where it goes on as the model generates. */
export interface ScopePositions {
  readonly scope: TokenScope;
  readonly first: number;
  readonly last?: number;
}

/** The positions of every token scope for a prompt of `promptLength` tokens, generation suffix included. */
export function scopePositions(promptLength: number): ScopePositions[] {
  return TOKEN_SCOPES.map((scope) => {
    let first = 0;
    while (!scopeIncludes(scope, first, promptLength)) first++;
    // Scopes are contiguous, and what holds the first generated token holds them all.
    if (scopeIncludes(scope, promptLength, promptLength)) return { scope, first };
    return { scope, first, last: promptLength - 1 };
  });
}
