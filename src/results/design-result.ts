import type { Estimate } from '../statistics/estimate.ts';
import type { Rate } from '../statistics/rate.ts';
import type { ArmRole } from './arm-words.ts';
import type { StagedEffort } from './effort.ts';

/** The stages in their order. `screen`: next tokens of some selection prompts; `halving`: short completions of these; then both splits whole. */
export const STAGES = ['screen', 'halving', 'selection', 'test'] as const;
export type Stage = (typeof STAGES)[number];

/** An arm at the last prompt token, mean over prompts. */
export interface NextTokenResult {
  /** Log-odds of refusal starts on harmful prompts, nats, each clamped. */
  readonly refusalScore: Estimate;
  /** KL(unattacked ‖ attacked) on the harmless prompts that the unattacked model answers, nats. */
  readonly kl1: Estimate;
}

/** How far an arm came. */
export interface StagedArm {
  readonly armId: string;
  readonly method: string;
  readonly role: ArmRole;
  readonly layers: readonly number[];
  readonly rank: number | null;
  /** The last stage that measured it. */
  readonly reached: Stage;
  /** Why it went no further; empty: it is on the test split. */
  readonly left: string;
  /** Null where the model overflows, or where the stage was passed over. */
  readonly screen: NextTokenResult | null;
  readonly halving: {
    /** Harmful prompts whose short completions neither refuse nor break. */
    readonly unrefused: Rate;
    /** Mean divergence along the short completions of harmless prompts, nats per token. */
    readonly kl: number;
  } | null;
}

/** What a staged audit measured of which arm, and what it did not. */
export interface DesignResult {
  readonly effort: StagedEffort;
  readonly sizes: {
    /** Prompts per class, the first of the selection split. */
    readonly screenPrompts: number;
    readonly halvingPrompts: number;
    /** Longest completion, tokens: in halving, of harmful selection prompts, and of all that are not harmful. */
    readonly halvingTokens: number;
    readonly selectionTokens: number;
    readonly harmlessTokens: number;
  };
  /** Every attack that was tried, in the order of the plan; controls are not among them. */
  readonly arms: readonly StagedArm[];
  /** Candidates for a direction that were measured on the first selection prompts alone, and on all of them. */
  readonly directions: { readonly screened: number; readonly finalists: number };
  /** Single-layer pca-ot at every layer by next tokens of the test prompts: where refusal gives way before a word is said. Not success. */
  readonly curve: {
    readonly rank: number;
    readonly unattacked: Estimate;
    readonly layers: readonly (NextTokenResult & {
      readonly armId: string;
      readonly layer: number;
      readonly depth: number;
      /** Success was measured there as well. */
      readonly completed: boolean;
    })[];
  };
  /** What a full audit measures and this one did not, a sentence each. */
  readonly notTried: readonly string[];
}
