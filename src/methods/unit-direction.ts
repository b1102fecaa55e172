import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { squaredNorm } from '../linalg/squared-norm.ts';

/** r̂ = r/‖r‖, [d]. Throws {@link InvalidInputError} when r is zero or holds NaN or infinity. */
export function unitDirection(direction: Float32Array | Float64Array): Float64Array {
  const unit = Float64Array.from(direction);
  const norm = Math.sqrt(squaredNorm(unit));
  if (!Number.isFinite(norm)) throw new InvalidInputError('direction', 'holds NaN or infinity');
  if (norm === 0)
    throw new InvalidInputError(
      'direction',
      'is zero',
      'Both classes have the same mean here: choose another site.',
    );
  return unit.map((value) => value / norm);
}
