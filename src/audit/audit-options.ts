import type { TokenScope } from '../interventions/token-scope.ts';
import type { ActSupport } from '../methods/linear-act.ts';

/** Which activations AcT is fitted on: of the last prompt token, or the mean over the prompt's tokens. */
export const ACT_POOLINGS = ['last', 'mean'] as const;
export type ActPooling = (typeof ACT_POOLINGS)[number];

/** Everything that decides what an audit measures. */
export interface AuditOptions {
  readonly seed: number;
  readonly ranks: readonly number[];
  readonly complement: 'keep' | 'shift' | 'drop';
  readonly scope: TokenScope;
  /** λ of (1 − λ) x + λ T(x), for every arm. */
  readonly strength: number;
  readonly actSupport: ActSupport;
  readonly actPooling: ActPooling;
  readonly maxNewTokens: number;
  /** Prompts a class to fit on, and to select layer and rank with. */
  readonly fitPrompts: number;
  readonly selectionPrompts: number;
  readonly testForbidden: number;
  readonly testHarmless: number;
  readonly testBorderline: number;
  /** Held-out lore texts for the perplexity. */
  readonly loreDocuments: number;
}

export const DEFAULT_AUDIT_OPTIONS: AuditOptions = {
  seed: 1,
  ranks: [1, 2],
  complement: 'keep',
  scope: 'all',
  strength: 1,
  actSupport: 'all',
  actPooling: 'last',
  maxNewTokens: 26,
  fitPrompts: 128,
  selectionPrompts: 128,
  testForbidden: 200,
  testHarmless: 100,
  testBorderline: 100,
  loreDocuments: 80,
};
