import { normalQuantile } from './normal-quantile.ts';
import { logNormalTails } from './normal-tail.ts';
import { Z95 } from './wilson.ts';

/** Kinds of 95% interval; see {@link bootstrapInterval}. */
export type BootstrapIntervalKind = 'percentile' | 'bias-corrected' | 'bca';

/** Φ(z) of the bounds of a two-sided 95% interval. */
const TAIL = 0.025;

/**
 * 95% interval from B sorted bootstrap replicates of a statistic, by order statistics: the ⌊(B + 1)α⌋-th smallest and its mirror image,
 * so that nothing is interpolated and infinite replicates (censored values) are allowed.
 * - `percentile`: α = .025 on both sides.
 * - `bias-corrected`: α shifted by z0 = Φ⁻¹(share of replicates below the value): for statistics such as a maximum, whose replicates lie to
 *   one side of it (Efron 1981).
 * - `bca`: also for skewness, by the `acceleration` (Efron 1987).
 */
export function bootstrapInterval(
  value: number,
  sorted: ArrayLike<number>,
  kind: BootstrapIntervalKind = 'percentile',
  acceleration = 0,
): [number, number] {
  const size = sorted.length;
  const at = (share: number): number => {
    const low = share <= 0.5;
    const rank = Math.max(1, Math.floor((size + 1) * (low ? share : 1 - share) + 1e-9));
    return sorted[low ? Math.min(size, rank) - 1 : Math.max(0, size - rank)];
  };
  if (kind === 'percentile') return [at(TAIL), at(1 - TAIL)];
  let [below, equal] = [0, 0];
  for (let i = 0; i < size; i++) {
    if (sorted[i] < value) below++;
    else if (sorted[i] === value) equal++;
  }
  // Half of the ties, and never all of the replicates: Φ⁻¹ must be finite.
  const share = (below + equal / 2 + 0.5) / (size + 1);
  const bias = normalQuantile(share);
  const shifted = (z: number): number =>
    Math.exp(
      logNormalTails(bias + (bias + z) / (1 - (kind === 'bca' ? acceleration : 0) * (bias + z))).below,
    );
  return [at(shifted(-Z95)), at(shifted(Z95))];
}
