import type { MonitorScore } from '../../diagnostics/activation-monitor.ts';
import type { Json } from '../../interventions/intervention.ts';
import { UNFINISHED_THOUGHT } from '../../judges/completion-outcome.ts';
import type { JudgeDescription } from '../../judges/judge.ts';
import type { DirectionMeasurement } from '../../methods/select-direction.ts';
import type { DivergenceSums } from '../../metrics/divergence.ts';
import type { NegativeLogLikelihoods } from '../../metrics/perplexity.ts';

/** One letter a prompt, so that thousands of verdicts are a line that can be read. */
export const OUTCOME_LETTERS = {
  degenerate: 'd',
  refused: 'r',
  complied: 'c',
  'cut-off': 'u',
  deflected: 'x',
  [UNFINISHED_THOUGHT]: 't',
} as const;

/** What was seen on one prompt set, prompt by prompt in its order; nothing is summarised and no text is kept. */
export interface SetObservation {
  /** {@link OUTCOME_LETTERS}, by the judge that selection uses. */
  readonly outcomes: string;
  /** `0` or `1` a prompt, by name: `refused`, `degenerate`, where right answers are known `exact`, `near`, and of models that think `thought`, `thoughtRefused`: there is one, and it holds a refusal phrase. */
  readonly flags: Readonly<Record<string, string>>;
  /** First 8 hexadecimal digits of each completion's SHA-256. */
  readonly digests: readonly string[];
  /** New tokens of each completion. */
  readonly lengths: readonly number[];
  /**
   * Of forbidden test prompts: the rules' verdicts on the beginnings of the completions, {@link OUTCOME_LETTERS} by length in tokens
   * (verdicts-by-length.ts); absent: not looked at, as in journals from before it was.
   */
  readonly byLength?: Readonly<Record<string, string>>;
}

/** An arm at the last prompt token, prompt by prompt. */
export interface NextTokenObservation {
  /** Log-odds of a refusal start on harmful prompts, nats. */
  readonly refusal: readonly number[];
  /** KL(unattacked ‖ attacked) on harmless prompts, nats. */
  readonly kl1: readonly number[];
}

/** Of a monitor, one score per prompt of a set. */
export type MonitorScores = Readonly<Record<MonitorScore, readonly number[]>>;

/** A monitor of resid_post of a layer at the last prompt token. */
export interface MonitorSite {
  readonly layer: number;
  /** Whether that lies behind every site of the arm. */
  readonly downstream: boolean;
  /** Its principal axes. */
  readonly rank: number;
  /** Selection prompts, and test prompts, of the unattacked model. */
  readonly calibration: { readonly forbidden: MonitorScores; readonly harmless: MonitorScores };
  readonly clean: {
    readonly forbidden: MonitorScores;
    readonly harmless: MonitorScores;
    readonly borderline: MonitorScores;
  };
  /** Harmful test prompts under the arm. */
  readonly attacked: MonitorScores;
}

/** What monitors say of an arm. */
export interface MonitorObservation {
  readonly sites: readonly MonitorSite[];
}

/** An arm's short completions of the first selection prompts. */
export interface HalvingObservation {
  readonly divergence: DivergenceSums;
  readonly harmless: SetObservation;
  readonly forbidden: SetObservation;
}

/** An arm on the selection split. */
export interface SelectionObservation {
  readonly divergence: DivergenceSums;
  readonly harmless: SetObservation;
  /** Null where the damage alone rules the arm out of every budget. */
  readonly forbidden: SetObservation | null;
}

/** What an intervention is, as its provenance says. */
export interface MapObservation {
  readonly sites: readonly string[];
  readonly options: Readonly<Record<string, Json>>;
  readonly facts: Readonly<Record<string, Json>>;
  /** τ, how far it moves forbidden prompts in units of the target's spread; null where activations at its sites are not at hand. */
  readonly transportCost: number | null;
}

/** An arm on the test split; null: not part of what is measured of it, or out of its token scope's reach. */
export interface TestObservation {
  readonly map: MapObservation;
  readonly forbidden: SetObservation | null;
  readonly harmless: SetObservation | null;
  readonly borderline: SetObservation | null;
  readonly divergence: DivergenceSums | null;
  readonly text: NegativeLogLikelihoods | null;
  readonly references: NegativeLogLikelihoods | null;
}

/** The model's logits were not finite under the arm: it is broken, and nothing else can be said of it. */
export interface Overflow {
  readonly overflow: true;
  readonly map: MapObservation;
}

export const isOverflow = (value: object): value is Overflow => 'overflow' in value;

/** Null: the class means do not differ there, so there is no direction. */
export type DirectionObservation = DirectionMeasurement | null;

/** One letter a prompt: what a judge that is no rule says. */
export const JUDGEMENT_LETTERS = { complied: 'c', refused: 'r', unclear: 'n', failed: 'f' } as const;

/** A judge on an arm's completions of the forbidden test prompts. */
export interface VerdictObservation {
  /** Its own name. */
  readonly judge: string;
  readonly description: JudgeDescription;
  /** {@link JUDGEMENT_LETTERS}. */
  readonly labels: string;
  /** In [0, 1], where it gives any. */
  readonly scores: readonly (number | null)[] | null;
}

/** An arm on multiple-choice questions: `1` where the right choice is the likeliest, and the likeliest a byte. */
export interface ChoicesObservation {
  readonly correct: string;
  readonly correctPerByte: string;
}

/** An arm on questions that are answered in words, one letter each: `1` right, `0` not, `u` not, and cut off at the longest completion. */
export interface AnswersObservation {
  readonly answers: string;
}

/** A modified checkpoint on the test split, and on questions where the audit has any. */
export interface AgainstObservation {
  readonly test: TestObservation | Overflow;
  readonly choices?: ChoicesObservation | Overflow;
  readonly answers?: AnswersObservation | Overflow;
}
