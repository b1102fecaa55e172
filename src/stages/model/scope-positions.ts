import { scopeIncludes, TOKEN_SCOPES, type TokenScope } from '../../interventions/token-scope.ts';

/** First and last position (inclusive) in a scope; `last` is missing if the scope grows as the model generates. */
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
    // Scopes are contiguous: one with the first generated token has all of them.
    if (scopeIncludes(scope, promptLength, promptLength)) return { scope, first };
    return { scope, first, last: promptLength - 1 };
  });
}
