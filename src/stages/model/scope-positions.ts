import { scopeIncludes, TOKEN_SCOPES, type TokenScope } from '../../interventions/token-scope.ts';

/** First and last position (inclusive) in a scope; `last` is missing if the scope grows as the model generates. */
export interface ScopePositions {
  readonly scope: TokenScope;
  /** Null where it depends on what is generated. */
  readonly first: number | null;
  readonly last?: number;
}

/** The positions of every token scope for a prompt of `promptLength` tokens, generation suffix included; `answer`, which begins where a thought ends, of models that think. */
export function scopePositions(promptLength: number, thinks: boolean): ScopePositions[] {
  const scopes = TOKEN_SCOPES.filter((scope) => thinks || scope !== 'answer');
  return scopes.map((scope) => {
    if (scope === 'answer') return { scope, first: null };
    let first = 0;
    while (!scopeIncludes(scope, first, promptLength)) first++;
    // Scopes are contiguous: one with the first generated token has all of them.
    if (scopeIncludes(scope, promptLength, promptLength)) return { scope, first };
    return { scope, first, last: promptLength - 1 };
  });
}
