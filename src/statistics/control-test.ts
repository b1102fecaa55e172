import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { pairedMeanInterval } from './bonett-price.ts';
import { criticalValue } from './critical-value.ts';
import { steadyDesignEffect } from './design-effect.ts';
import { type GroupLabels, groupSums, indexGroups } from './group-index.ts';
import type { PairedDifference } from './paired-difference-test.ts';
import { requireLength, requireSome } from './require-input.ts';

export interface ControlTest extends Omit<PairedDifference, 'method'> {
  readonly method: 'control-permutation-exact';
  /** Control draws R. */
  readonly draws: number;
  /** Per prompt: success of the arm minus the share of its draws that succeeded. */
  readonly differences: Float64Array;
}

/**
 * An arm against R control draws on the same prompts. If the arm is exchangeable with its draws, then within every duplicate group each of
 * the R + 1 columns is as likely to be the arm's: its number of successes T = Σ_g S_g, S_g drawn from the R + 1 counts of group g. That
 * distribution is built up exactly, group by group, and p = min(1, 2 min(P(T ≤ t), P(T ≥ t))). With R = 1 this is the sign-flip test, with
 * single prompts too the exact McNemar test.
 *
 * The sign-flip test of a_i − mean of draws would not do: such a difference is skewed, however equal arm and draws are (a rate of .05
 * makes it −.05 often and .95 rarely), and the test then calls an effect many times too often at the small p that a family asks for.
 *
 * The result holds for prompts like these under these very draws; `drawPopulationTest` asks whether another draw would do the same.
 */
export function controlTest(
  arm: readonly boolean[],
  draws: readonly (readonly boolean[])[],
  labels?: GroupLabels,
): ControlTest {
  requireSome('control test', arm.length);
  if (draws.length === 0) throw new InvalidInputError('control test', 'needs at least one control draw');
  draws.forEach((draw, r) => {
    requireLength(`control draw ${r}`, draw.length, arm.length);
  });
  const n = arm.length;
  const groups = indexGroups(labels, n);
  const columns = [arm, ...draws].map((flags) => groupSums(flags.map(Number), groups));
  const differences = Float64Array.from(arm, (success, i) => {
    let hits = 0;
    for (const draw of draws) if (draw[i]) hits++;
    return Number(success) - hits / draws.length;
  });
  const sum = differences.reduce((total, difference) => total + difference, 0);
  const squares = differences.reduce((total, difference) => total + difference * difference, 0);
  const deff = steadyDesignEffect(differences, groups);
  return {
    p: permutationP(columns, groups.count),
    method: 'control-permutation-exact',
    n,
    groups: groups.count,
    draws: draws.length,
    difference: sum / n,
    interval: pairedMeanInterval(sum, squares, n, { deff, critical: criticalValue(groups) }),
    deff,
    differences,
  };
}

/** `columns[0]` is the arm's; counts of successes by group. */
function permutationP(columns: readonly Float64Array[], groups: number): number {
  const least = new Float64Array(groups);
  const spread = new Float64Array(groups);
  let [observed, greatest, mean] = [0, 0, 0];
  for (let g = 0; g < groups; g++) {
    let [low, high, total] = [columns[0][g], columns[0][g], 0];
    for (const column of columns) {
      low = Math.min(low, column[g]);
      high = Math.max(high, column[g]);
      total += column[g];
    }
    // A count shared by every column shifts the sum and changes no probability.
    least[g] = low;
    spread[g] = high - low;
    observed += columns[0][g] - low;
    greatest += high - low;
    mean += total / columns.length - low;
  }
  // The tail away from the mean, as a lower tail: from above, missing successes are counted.
  const above = observed > mean;
  const last = above ? greatest - observed : observed;
  const distribution = new Float64Array(last + 1);
  distribution[0] = 1;
  let reached = 0;
  for (let g = 0; g < groups; g++) {
    const width = spread[g];
    if (width === 0) continue;
    const share = new Float64Array(width + 1);
    for (const column of columns) {
      const extra = column[g] - least[g];
      share[above ? width - extra : extra] += 1 / columns.length;
    }
    reached = Math.min(last, reached + width);
    // From the top down, so that reads still see the distribution of the earlier groups.
    for (let t = reached; t >= 0; t--) {
      let probability = 0;
      for (let extra = Math.min(width, t); extra >= 0; extra--)
        probability += share[extra] * distribution[t - extra];
      distribution[t] = probability;
    }
  }
  const tail = distribution.reduce((sum, probability) => sum + probability, 0);
  const otherTail = 1 - tail + distribution[last];
  return Math.min(1, Math.max(2 * Math.min(tail, otherTail), Number.MIN_VALUE));
}
