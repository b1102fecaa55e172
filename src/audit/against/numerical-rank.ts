import type { TensorLocation, WeightDtype } from '../../checkpoint/weight-locations.ts';
import { orthonormalise } from '../../linalg/orthonormalise.ts';
import { symmetricEigen } from '../../linalg/symmetric-eigen.ts';
import type { NumericalRank } from '../../results/weight-change.ts';
import { RandomStream } from '../../statistics/random-stream.ts';
import { matrixSize, rowsOfBoth } from './tensor-rows.ts';

/** Largest rounding of a value to the type, as a share of it. */
const ROUNDING: Readonly<Record<WeightDtype, number>> = { BF16: 2 ** -8, F16: 2 ** -11, F32: 2 ** -24 };
/** Matrices whose smaller side is at most this are looked at whole. */
const WHOLE = 512;
/** Random directions that a larger one is projected on. */
export const SKETCH = 32;
/** A Gram matrix in float64 has singular values down to about this share of the largest. */
const GRAM_PRECISION = 1e-7;
/** A direction that keeps less than this of itself lies in the span of the others. */
const DEPENDENT = 1e-6;

/**
 * The numerical rank of W − W_base [m, n]: singular values above τ = u (√m + √n) ‖W_base‖ / √(mn), the size of those that independent
 * rounding errors of relative size u have by themselves (u of the coarser of the two types), and above 1e-7 of the largest, which is what a
 * Gram matrix shows. Where the smaller side is at most 512, of the whole matrix; else of its projection on the range of 32 random
 * directions (Halko, Martinsson & Tropp 2011, arXiv 0909.4061, algorithm 4.1), whose singular values are at most those of the matrix:
 * then the rank is a lower bound. Only a few rows of either tensor are held. `baseNorm`: ‖W_base‖. Null where values are not finite.
 */
export function numericalRank(
  base: TensorLocation,
  other: TensorLocation,
  baseNorm: number,
): NumericalRank | null {
  const [m, n] = matrixSize(base);
  const u = Math.max(ROUNDING[base.dtype], ROUNDING[other.dtype]);
  const tolerance = (u * (Math.sqrt(m) + Math.sqrt(n)) * baseNorm) / Math.sqrt(m * n);
  const isWhole = Math.min(m, n) <= WHOLE;
  const gram = isWhole ? wholeGram(base, other) : sketchedGram(base, other);
  const size = Math.round(Math.sqrt(gram.length));
  if (!gram.every(Number.isFinite)) return null;
  const values = [...symmetricEigen(gram, size).values].map((value) => Math.sqrt(Math.max(0, value)));
  const largest = values[0] ?? 0;
  const least = Math.max(tolerance, GRAM_PRECISION * largest);
  return {
    value: values.filter((value) => value > least).length,
    ...(isWhole ? { kind: 'exact' as const } : { kind: 'at least' as const, sketch: SKETCH }),
    tolerance,
    largest,
  };
}

/** ΔᵀΔ or ΔΔᵀ, whichever is smaller. */
function wholeGram(base: TensorLocation, other: TensorLocation): Float64Array {
  const [m, n] = matrixSize(base);
  if (n <= m) {
    const gram = new Float64Array(n * n);
    for (const { rows, difference } of rowsOfBoth(base, other))
      for (let r = 0; r < rows; r++) {
        const row = difference.subarray(r * n, (r + 1) * n);
        for (let i = 0; i < n; i++) {
          const value = row[i];
          // Most rows of an edit of a few rows are zero.
          if (value !== 0) for (let j = 0; j < n; j++) gram[i * n + j] += value * row[j];
        }
      }
    return gram;
  }
  const whole = new Float64Array(m * n);
  for (const { first, difference } of rowsOfBoth(base, other)) whole.set(difference, first * n);
  return gramOfRows(whole, m, n);
}

function gramOfRows(rows: Float64Array, count: number, n: number): Float64Array {
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = i; j < count; j++) {
      let sum = 0;
      for (let c = 0; c < n; c++) sum += rows[i * n + c] * rows[j * n + c];
      gram[i * count + j] = gram[j * count + i] = sum;
    }
  return gram;
}

/** BBᵀ of B = QᵀΔ, Q an orthonormal basis of the range of Δ Ω, Ω [n, 32] standard normal. */
function sketchedGram(base: TensorLocation, other: TensorLocation): Float64Array {
  const [m, n] = matrixSize(base);
  const directions = new RandomStream(1, `sketch ${base.name}`).normals(n * SKETCH);
  const columns = Array.from({ length: SKETCH }, () => new Float64Array(m));
  for (const { first, rows, difference } of rowsOfBoth(base, other))
    for (let r = 0; r < rows; r++) {
      const sums = new Float64Array(SKETCH);
      for (let c = 0; c < n; c++) {
        const value = difference[r * n + c];
        if (value !== 0) for (let k = 0; k < SKETCH; k++) sums[k] += value * directions[c * SKETCH + k];
      }
      for (let k = 0; k < SKETCH; k++) columns[k][first + r] = sums[k];
    }
  const basis: Float64Array[] = [];
  for (const column of columns) if (orthonormalise(column, basis) > DEPENDENT) basis.push(column);
  if (basis.length === 0) return new Float64Array(1);
  const projected = new Float64Array(basis.length * n);
  for (const { first, rows, difference } of rowsOfBoth(base, other))
    for (let r = 0; r < rows; r++)
      for (const [k, column] of basis.entries()) {
        const share = column[first + r];
        if (share !== 0) for (let c = 0; c < n; c++) projected[k * n + c] += share * difference[r * n + c];
      }
  return gramOfRows(projected, basis.length, n);
}
