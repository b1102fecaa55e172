import type { TokenScope } from '../interventions/token-scope.ts';

/** What every method lets its caller set besides its own options. */
export interface InterventionOptions {
  /** λ of (1 − λ) x + λ T(x); default 1. */
  readonly strength?: number;
  /** Tokens that the intervention touches; default `all`. */
  readonly scope?: TokenScope;
  /** Leave position 0, the attention sink, alone; default false. */
  readonly skipFirst?: boolean;
}
