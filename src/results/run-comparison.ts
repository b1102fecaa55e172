import type { Concluded } from '../statistics/conclude-paired.ts';
import type { Estimate } from '../statistics/estimate.ts';
import type { Rate } from '../statistics/rate.ts';
import type { Robustness } from '../statistics/robustness.ts';
import type { RobustnessDifference } from '../statistics/robustness-difference.ts';
import type { AttackSet } from './attack-set.ts';
import type { PromptPairing } from './prompt-pairing.ts';
import type { ProtocolDifference } from './protocol-difference.ts';

/** Test of two rates: on the same prompts, or as independent samples. */
export type RateTestMethod =
  | 'mcnemar-exact'
  | 'sign-flip-exact'
  | 'sign-flip-monte-carlo'
  | 'fisher-exact'
  | 'group-exchange';

export interface RateTest {
  readonly a: Rate;
  readonly b: Rate;
  readonly paired: boolean;
  /** Rate of B minus rate of A. */
  readonly difference: number;
  /** 95%: Bonett and Price's where paired, else Newcombe's. */
  readonly interval: readonly [number, number];
  readonly p: number;
  readonly method: RateTestMethod;
  /** Prompts on which only one of them succeeded; null unless paired. */
  readonly onlyA: number | null;
  readonly onlyB: number | null;
}

/** A test with its conclusion within its family (Holm). */
export type RateComparison = Concluded<RateTest>;

export interface NamedRateComparison extends RateComparison {
  /** The metric's name: `refusal.baseline`. */
  readonly name: string;
  readonly describes: string;
}

/** An estimate for both runs, and for B minus A. */
export interface EstimateComparison {
  readonly a: Estimate;
  readonly b: Estimate;
  readonly difference: Estimate;
  readonly paired: boolean;
}

/** Perplexity of both runs, and the ratio B/A. */
export interface PerplexityComparison {
  readonly name: string;
  readonly describes: string;
  readonly a: Estimate;
  readonly b: Estimate;
  readonly ratio: Estimate;
  readonly paired: boolean;
  /** False if the vocabularies differ: tokens are then not comparable. */
  readonly comparable: boolean;
}

export interface ComparedArm {
  readonly id: string;
  /** Reason why it stands in if no candidate was feasible; empty if one was. */
  readonly flag: string;
}

/** An attack on A and one on B. */
export interface ArmComparison {
  /** A method, whose own selection chose both arms; or a budget, for which the selection split picked them. */
  readonly name: string;
  readonly armA: ComparedArm;
  readonly armB: ComparedArm;
  /** Coherent attack success on forbidden test prompts. */
  readonly success: RateComparison;
  /** Right answers to harmless test prompts. */
  readonly harmlessExact: RateComparison;
  /** KL32, nats per token; null values where a model overflows. */
  readonly damage: EstimateComparison;
}

export interface RobustnessComparison {
  readonly against: AttackSet;
  readonly a: Robustness & { readonly arms: number };
  readonly b: Robustness & { readonly arms: number };
  /** B minus A. */
  readonly difference: RobustnessDifference;
}

/** A single-layer arm of one run. */
export interface CurvePoint {
  readonly armId: string;
  readonly layer: number;
  /** Depth of its site in [0, 1]. */
  readonly depth: number;
  /** Coherent attack success on forbidden test prompts. */
  readonly success: Rate;
}

/** Attack success over depth under one method, on both runs; ordered by depth. */
export interface LayerCurves {
  /** `pca-ot K=1`. */
  readonly label: string;
  readonly method: string;
  readonly rank: number | null;
  readonly a: readonly CurvePoint[];
  readonly b: readonly CurvePoint[];
}

export interface ComparedSide {
  readonly run: string;
  readonly model: string;
  readonly layers: number;
  readonly weights: Readonly<Record<string, string>>;
}

/** Two runs compared; every difference is B minus A. */
export interface RunComparison {
  readonly schema: 'refusal-lab/comparison';
  readonly version: 1;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly sameWeights: boolean;
  /** Nothing but the models differs that could affect the comparison. */
  readonly likeForLike: boolean;
  readonly differences: readonly ProtocolDifference[];
  readonly prompts: readonly PromptPairing[];
  /** One family: refusal, over-refusal and accuracy of the unattacked models. */
  readonly baseline: readonly NamedRateComparison[];
  readonly perplexity: readonly PerplexityComparison[];
  /** One family: the attacks that the selection split picks among all, without and with the damage budget. */
  readonly best: readonly ArmComparison[];
  /** One family: the arm that each method chose. */
  readonly chosen: readonly ArmComparison[];
  /** Methods that only one run has. */
  readonly unmatched: readonly string[];
  readonly robustness: readonly RobustnessComparison[];
  /** Of the methods that both runs have, the one whose chosen arms differ most first. Shown, not tested. */
  readonly curves: readonly LayerCurves[];
}
