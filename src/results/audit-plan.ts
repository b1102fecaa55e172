import type { ArmRole } from './arm-words.ts';
import type { Effort } from './effort.ts';

/** Arms of one method that are in the audit for one reason. */
export interface PlannedGroup {
  readonly role: ArmRole;
  readonly method: string;
  readonly ids: readonly string[];
  /** Known only once the selection split is measured: these are examples, as many as there can be. */
  readonly later: boolean;
}

/** What becomes of the user's prompts of one kind: numbers of prompts. */
export interface SplitFacts {
  readonly kind: 'harmful' | 'harmless';
  readonly fit: number;
  readonly selection: number;
  readonly test: number;
  /** As how many independent prompts the test prompts count if those of a near-duplicate group all come out alike. */
  readonly effective: number;
  /** In no split, and those among them that are near-duplicates of a selection or test prompt. */
  readonly unused: number;
  readonly leftOut: number;
  /** Of the pool, left out for a near-duplicate in the test or over-refusal sources. */
  readonly dropped: number;
}

/** What an audit of some effort will take, about. */
export interface EffortForecast {
  readonly effort: Effort;
  readonly completions: number;
  readonly operations: number;
  readonly seconds: number;
}

/** What an audit will do, worked out from options and checkpoint without loading weights. */
export interface AuditPlan {
  readonly model: string;
  readonly effort: Effort;
  readonly groups: readonly PlannedGroup[];
  readonly arms: number;
  readonly prompts: Readonly<Record<string, number>>;
  /** Of the user's own prompts; absent with the organism's world. */
  readonly splits?: {
    readonly kinds: readonly SplitFacts[];
    /** What stops the audit before the model is loaded, unless `acceptLowPower` is given; null: nothing. */
    readonly problem: string | null;
  };
  /** Arms on the selection and the test split, arms that are only screened or screened first, and direction candidates. */
  readonly units: { readonly arms: number; readonly screened: number; readonly directionCandidates: number };
  /** Smallest difference of two arms' success rates that the test prompts can show if the arms differ on this share. */
  readonly detectable: {
    /** For one test alone, and for one among the comparisons of the chosen arms (Holm). */
    readonly difference: number | null;
    readonly inFamily: number | null;
    readonly family: number;
    readonly discordance: number;
    /** Design effect if all prompts of a near-duplicate group come out alike: the worst case. */
    readonly deff: number;
  };
  /** Completions over all arms. */
  readonly completions: number;
  /** Multiplications and additions of the forward passes, as if half of the harmful prompts were answered under an attack. */
  readonly operations: number;
  readonly seconds: number;
  /** The same for every effort. */
  readonly efforts: readonly EffortForecast[];
  /** The parts that cost most, by their share of the operations in [0, 1]. */
  readonly costliest: readonly { readonly part: string; readonly share: number }[];
  /** The option that would save most of them; null: none is left. */
  readonly saving: { readonly option: string; readonly share: number } | null;
  readonly memoryBytes: number;
}
