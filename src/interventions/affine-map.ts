import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { OverflowError } from '../errors/overflow-error.ts';

export interface AffineMapFields {
  /** s, [d]: elementwise factor. */
  readonly scale: Float32Array;
  /** o, [d]: origin of the low-rank part. */
  readonly origin: Float32Array;
  /** B, [d, K] row-major: reads the coordinates. */
  readonly basis: Float32Array;
  /** G, [K, d] row-major: writes them back. */
  readonly gain: Float32Array;
  /** c, [d]: constant displacement. */
  readonly shift: Float32Array;
  /** Per-coordinate gate: the map acts on coordinate j only where lower_j < h_j < upper_j. */
  readonly range?: { readonly lower: Float32Array; readonly upper: Float32Array };
}

/**
 * h ↦ s ⊙ h + ((h − o) B) G + c, immutable; every method of the lab is a special case.
 *
 * With `range` set the map is no longer affine: it is applied coordinate by coordinate inside the range
 * and refuses to compose.
 */
export class AffineMap implements AffineMapFields {
  readonly dimension: number;
  readonly rank: number;
  readonly scale: Float32Array;
  readonly origin: Float32Array;
  readonly basis: Float32Array;
  readonly gain: Float32Array;
  readonly shift: Float32Array;
  readonly range?: { readonly lower: Float32Array; readonly upper: Float32Array };

  /** Throws {@link InvalidInputError} when shapes disagree, {@link OverflowError} on NaN and infinity (range bounds may be ±∞). */
  constructor(fields: AffineMapFields) {
    this.dimension = fields.scale.length;
    const d = this.dimension;
    if (d === 0) throw new InvalidInputError('affine map', 'dimension is 0');
    this.rank = fields.basis.length / d;
    this.scale = fields.scale;
    this.origin = fields.origin;
    this.basis = fields.basis;
    this.gain = fields.gain;
    this.shift = fields.shift;
    if (fields.range) this.range = fields.range;
    const expected: [string, Float32Array, number][] = [
      ['origin', this.origin, d],
      ['shift', this.shift, d],
      ['gain', this.gain, this.rank * d],
    ];
    if (!Number.isInteger(this.rank))
      throw new InvalidInputError('affine map basis', `${fields.basis.length} values are not [${d}, K]`);
    for (const [name, values, length] of expected)
      if (values.length !== length)
        throw new InvalidInputError(`affine map ${name}`, `has ${values.length} values, expected ${length}`);
    for (const [name, values] of Object.entries({
      scale: this.scale,
      origin: this.origin,
      basis: this.basis,
      gain: this.gain,
      shift: this.shift,
    }))
      if (!values.every(Number.isFinite))
        throw new OverflowError(`affine map ${name}`, 'holds NaN or infinity', '');
    if (this.range) {
      const { lower, upper } = this.range;
      if (lower.length !== d || upper.length !== d)
        throw new InvalidInputError('affine map range', `bounds need ${d} values each`);
      if (lower.some(Number.isNaN) || upper.some(Number.isNaN))
        throw new InvalidInputError('affine map range', 'holds NaN');
    }
  }

  /** x ↦ x. */
  static identity(dimension: number): AffineMap {
    return AffineMap.translation(new Float32Array(dimension));
  }

  /** x ↦ x + shift. */
  static translation(shift: Float32Array): AffineMap {
    const d = shift.length;
    return new AffineMap({
      scale: new Float32Array(d).fill(1),
      origin: new Float32Array(d),
      basis: new Float32Array(0),
      gain: new Float32Array(0),
      shift,
    });
  }

  /** Applies the map to rows [n, d]; sums run in float64. */
  apply(rows: Float32Array): Float32Array {
    const d = this.dimension;
    const k = this.rank;
    const out = new Float32Array(rows.length);
    const y = new Float64Array(k);
    for (let start = 0; start < rows.length; start += d) {
      y.fill(0);
      for (let j = 0; j < d; j++) {
        const centred = rows[start + j] - this.origin[j];
        for (let r = 0; r < k; r++) y[r] += centred * this.basis[j * k + r];
      }
      for (let j = 0; j < d; j++) {
        const h = rows[start + j];
        if (this.range && !(h > this.range.lower[j] && h < this.range.upper[j])) {
          out[start + j] = h;
          continue;
        }
        let value = this.scale[j] * h + this.shift[j];
        for (let r = 0; r < k; r++) value += y[r] * this.gain[r * d + j];
        out[start + j] = value;
      }
    }
    return out;
  }

  /** (1 − λ) x + λ T(x). */
  withStrength(lambda: number): AffineMap {
    if (!Number.isFinite(lambda)) throw new InvalidInputError('strength', `${lambda} is not a number`);
    if (lambda === 1) return this;
    return new AffineMap({
      ...this.fields(),
      scale: this.scale.map((s) => 1 + lambda * (s - 1)),
      gain: this.gain.map((g) => lambda * g),
      shift: this.shift.map((c) => lambda * c),
    });
  }

  /**
   * x ↦ next(this(x)), of rank r1 + r2:
   * B = [B1 | s1 ⊙ B2], G = [G1 ⊙ s2 + (G1 B2) G2 ; G2], o = o1, c = s2 ⊙ c1 + c2 + ((s1 ⊙ o1 + c1 − o2) B2) G2.
   */
  followedBy(next: AffineMap): AffineMap {
    const d = this.dimension;
    if (next.dimension !== d)
      throw new InvalidInputError('affine map', `cannot compose dimension ${d} with ${next.dimension}`);
    if (this.range || next.range)
      throw new InvalidInputError(
        'affine map',
        'a clipped map does not compose',
        'Apply one map after the other instead.',
      );
    const [k1, k2] = [this.rank, next.rank];
    const k = k1 + k2;
    const basis = new Float32Array(d * k);
    for (let j = 0; j < d; j++) {
      for (let r = 0; r < k1; r++) basis[j * k + r] = this.basis[j * k1 + r];
      for (let r = 0; r < k2; r++) basis[j * k + k1 + r] = this.scale[j] * next.basis[j * k2 + r];
    }
    const gain = new Float32Array(k * d);
    const coordinates = (vector: (j: number) => number): Float64Array => {
      const y = new Float64Array(k2);
      for (let j = 0; j < d; j++) for (let r = 0; r < k2; r++) y[r] += vector(j) * next.basis[j * k2 + r];
      return y;
    };
    const written = (y: Float64Array, j: number): number =>
      y.reduce((sum, value, r) => sum + value * next.gain[r * d + j], 0);
    for (let r = 0; r < k1; r++) {
      const y = coordinates((j) => this.gain[r * d + j]);
      for (let j = 0; j < d; j++) gain[r * d + j] = this.gain[r * d + j] * next.scale[j] + written(y, j);
    }
    gain.set(next.gain, k1 * d);
    const y = coordinates((j) => this.scale[j] * this.origin[j] + this.shift[j] - next.origin[j]);
    const shift = Float32Array.from(
      { length: d },
      (_, j) => next.scale[j] * this.shift[j] + next.shift[j] + written(y, j),
    );
    return new AffineMap({
      scale: this.scale.map((s, j) => s * next.scale[j]),
      origin: this.origin,
      basis,
      gain,
      shift,
    });
  }

  fields(): AffineMapFields {
    const { scale, origin, basis, gain, shift, range } = this;
    return { scale, origin, basis, gain, shift, ...(range ? { range } : {}) };
  }
}
