import type { PagePrompts } from './prompt-outcomes.ts';
import type { Results } from './results.ts';

/** Evidence that a page shows beyond the results: layer by layer, and prompt by prompt. */
export interface PageEvidence {
  readonly scatters: readonly Results['scatter'][];
  readonly prompts: readonly PagePrompts[];
}

export const NO_EVIDENCE: PageEvidence = { scatters: [], prompts: [] };
