import { type Estimate, ratioEstimate, transformEstimate } from '../statistics/estimate.ts';
import { infiniteWithoutInterval } from './infinite-without-interval.ts';

/** Steps of the unattacked continuation that count towards KL32. */
export const DIVERGENCE_STEPS = 32;

/** A divergence, and any bound of one, is never negative. */
const notNegative = (estimate: Estimate): Estimate =>
  infiniteWithoutInterval(transformEstimate(estimate, (value) => Math.max(0, value)));

/** Divergences of prompts along their unattacked completions, nats, in the form that the metrics need. */
export interface DivergenceSums {
  /** At the first step, of the prompts that have one. */
  readonly first: readonly number[];
  /** Sum over the first {@link DIVERGENCE_STEPS} steps, and their number. */
  readonly sums: readonly number[];
  readonly steps: readonly number[];
}

/** `divergences[i][t]`: prompt i, step t. */
export function sumDivergences(divergences: readonly Float64Array[]): DivergenceSums {
  const steps = divergences.map((row) => row.subarray(0, DIVERGENCE_STEPS));
  return {
    first: divergences.filter((row) => row.length > 0).map((row) => row[0]),
    sums: steps.map((row) => row.reduce((sum, value) => sum + value, 0)),
    steps: steps.map((row) => row.length),
  };
}

/** The divergences of the prompts for which `keep` is true. */
export function divergenceOn(
  { first, sums, steps }: DivergenceSums,
  keep: readonly boolean[],
): DivergenceSums {
  let withFirst = 0;
  const firstOf = steps.map((count) => (count > 0 ? first[withFirst++] : undefined));
  const kept = <T>(values: readonly T[]): T[] => values.filter((_, i) => keep[i]);
  return {
    first: kept(firstOf).filter((value) => value !== undefined),
    sums: kept(sums),
    steps: kept(steps),
  };
}

/** KL(unattacked ‖ attacked) at the first step, nats, mean over the prompts that have one. */
export function firstTokenDivergence({ first }: DivergenceSums): Estimate {
  return notNegative(ratioEstimate(first));
}

/** The damage D = KL32: mean over prompts and their first 32 steps, nats per token; prompts are the independent units. */
export function trajectoryDivergence({ sums, steps }: DivergenceSums): Estimate {
  return notNegative(ratioEstimate(sums, steps));
}
