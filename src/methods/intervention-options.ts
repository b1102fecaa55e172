import type { TokenScope } from '../interventions/token-scope.ts';

/** Options that every method has besides its own. */
export interface InterventionOptions {
  /** λ of (1 − λ) x + λ T(x); default 1. */
  readonly strength?: number;
  /** Tokens that the intervention touches; default `all`. */
  readonly scope?: TokenScope;
  /** Leave position 0, the attention sink, alone; default false. */
  readonly skipFirst?: boolean;
}
