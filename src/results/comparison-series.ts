import type { Estimate } from '../statistics/estimate.ts';
import type { Robustness } from '../statistics/robustness.ts';
import type { RobustnessDifference } from '../statistics/robustness-difference.ts';
import type { AttackSet } from './attack-set.ts';
import type { ProtocolDifference } from './protocol-difference.ts';
import type { ComparedArm, ComparedSide, RateComparison } from './run-comparison.ts';

/** A run of a series, with what keeps it from being compared with the first. */
export interface SeriesRun extends ComparedSide {
  /** Everything but the models that differs from the first run; none for the first. */
  readonly differences: readonly ProtocolDifference[];
}

/** A rate of every run after the first, each tested against the first's. */
export interface SeriesRate {
  /** The metric's name: `refusal.baseline`. */
  readonly name: string;
  readonly describes: string;
  /** In the order of the runs from the second on; A is the first run. */
  readonly tests: readonly RateComparison[];
}

/** The strongest attack on every run, as each run's selection split picks it among the feasible ones. */
export interface SeriesAttack {
  /** In the order of the runs, from the first. */
  readonly arms: readonly ComparedArm[];
  /** KL32, nats per token; null values where a model overflows. */
  readonly damage: readonly Estimate[];
  /** Coherent attack success, from the second run on. */
  readonly success: readonly RateComparison[];
}

export interface SeriesRobustness {
  readonly against: AttackSet;
  /** In the order of the runs, from the first. */
  readonly runs: readonly Robustness[];
  /** From the second run on: that run minus the first. */
  readonly differences: readonly RobustnessDifference[];
}

/** Several runs, such as checkpoints in the order in which they were trained: every test is of a run against the first. */
export interface ComparisonSeries {
  readonly schema: 'refusal-lab/comparison-series';
  readonly version: 1;
  readonly runs: readonly SeriesRun[];
  /** Nothing but the models differs that could affect a comparison with the first. */
  readonly likeForLike: boolean;
  /** One family over all runs: refusal, over-refusal and accuracy of the unattacked models. */
  readonly baseline: readonly SeriesRate[];
  /** One family over all runs. */
  readonly strongest: SeriesAttack;
  readonly robustness: readonly SeriesRobustness[];
}
