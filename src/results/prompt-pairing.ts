export interface PromptPairing {
  /** `test/forbidden`, … */
  readonly set: string;
  /** The same prompts in the same order and the same groups: compared prompt by prompt. */
  readonly paired: boolean;
  readonly a: number;
  readonly b: number;
  /** Ids present in both. */
  readonly shared: number;
}
