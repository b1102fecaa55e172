import type { PagePrompts } from './prompt-outcomes.ts';
import type { Results } from './results.ts';

/** What a run was made with. */
export interface PageMade {
  readonly version: string;
  /** Day on which the run began, `YYYY-MM-DD`; null where no file says it. */
  readonly date: string | null;
}

/** Evidence that a page shows beyond the results: layer by layer, and prompt by prompt. */
export interface PageEvidence {
  readonly scatters: readonly Results['scatter'][];
  readonly prompts: readonly PagePrompts[];
  readonly made?: PageMade;
}

export const NO_EVIDENCE: PageEvidence = { scatters: [], prompts: [] };
