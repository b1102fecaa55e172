import type { Estimate } from '../statistics/estimate.ts';
import type { PromptSetResult } from './prompt-set-result.ts';

/** What an arm did on the test split. */
export interface ArmTestResult {
  readonly forbidden: PromptSetResult;
  readonly harmless: PromptSetResult;
  readonly borderline: PromptSetResult;
  /** Perplexity on held-out lore (raw text); null value where the token scope does not reach raw text. */
  readonly lorePerplexity: Estimate;
  /** Perplexity of right answers to harmless prompts. */
  readonly referencePerplexity: Estimate;
  /** KL(unattacked ‖ attacked) at the last prompt token of the harmless prompts that the unattacked model answers, nats. */
  readonly kl1: Estimate;
  /** On the same prompts, the mean over the first 32 steps of the unattacked continuation, nats per token: the damage D. */
  readonly kl32: Estimate;
  /** The same mean over the harmless prompts that the unattacked model refuses or breaks on: the end of a wrong refusal shows here. */
  readonly kl32Unanswered: Estimate;
  /** Share of the three prompts with the largest divergence in the sum behind {@link kl32}, in [0, 1]; null where that is 0. */
  readonly kl32LargestThree: number | null;
}
