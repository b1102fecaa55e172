/** A test prompt and its outcomes under the arms that a listing shows. */
export interface ListedPrompt {
  /** Place among all test prompts of the run (forbidden, harmless, borderline), from 1. */
  readonly number: number;
  readonly id: string;
  readonly set: 'forbidden' | 'harmless' | 'borderline';
  /** In the order of {@link PromptListing.arms}; null where an arm was not measured on this set. */
  readonly outcomes: readonly (string | null)[];
  /** Whether any of these arms changes the outcome of the unattacked model. */
  readonly changed: boolean;
}

/** The test prompts of a run, those whose outcome changes first; no text. */
export interface PromptListing {
  /** Arm ids: the unattacked model, the chosen pca-ot arm, the strongest attack. One that is both stands once. */
  readonly arms: readonly string[];
  readonly prompts: readonly ListedPrompt[];
}
