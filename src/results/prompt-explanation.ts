import type { StagedArm } from './design-result.ts';

/** Outcome of one prompt under one arm, as recorded in the journal. */
export interface PromptOutcome {
  readonly armId: string;
  /** `complied`, `refused`, …; `overflow` where the model broke; null where the arm was not measured on this set. */
  readonly outcome: string | null;
}

/** One arm's completion of one prompt, recomputed. */
export interface PromptTrajectory {
  readonly armId: string;
  /** Its greedy tokens and their texts. */
  readonly tokens: readonly number[];
  readonly pieces: readonly string[];
  readonly finish: 'stop' | 'length';
  /** First step at which it differs from the unattacked completion; null if it never does. */
  readonly flipsAt: number | null;
  /** KL(unattacked ‖ attacked) at each step of the unattacked completion, teacher-forced on it, nats. */
  readonly divergence: readonly number[];
}

export interface PromptExplanation {
  readonly id: string;
  readonly set: string;
  readonly tokens: number;
  readonly outcomes: readonly PromptOutcome[];
  readonly trajectories: readonly PromptTrajectory[];
  /** Arms asked for that a staged audit left before the test split: how far they came, and why no further; absent: none. */
  readonly left?: readonly StagedArm[];
}
