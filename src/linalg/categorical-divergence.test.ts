import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussians } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { klFromLogits, klFromReference } from './categorical-divergence.ts';
import { referenceDistribution } from './reference-distribution.ts';

const logit = fc.oneof(
  fc.float({ min: -30, max: 30, noNaN: true }),
  fc.constantFrom(-Infinity, -3e38, -1000, 1000, 3e38),
);
/** Pairs of logits of one length, each with a finite entry. */
const pair = fc
  .integer({ min: 1, max: 12 })
  .chain((length) => fc.tuple(...[0, 1].map(() => fc.array(logit, { minLength: length, maxLength: length }))))
  .filter((logits) => logits.every((values) => values.some(Number.isFinite)))
  .map(([p, q]) => [Float32Array.from(p), Float32Array.from(q)] as const);

describe('klFromLogits', () => {
  it('is ≥ 0 and never NaN, whatever the gaps', () => {
    fc.assert(
      fc.property(pair, ([p, q]) => {
        expect(klFromLogits(p, q)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('is 0 for equal logits, also after adding a constant', () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: -8, max: 8 }), ([p], constant) => {
        expect(klFromLogits(p, p)).toBe(0);
        const small = p.map((_, i) => (i % 7) - 3);
        expect(
          klFromLogits(
            small,
            small.map((value) => value + constant),
          ),
        ).toBeLessThan(1e-30);
      }),
    );
  });

  it('does not change when a constant is added to all logits, however large', () => {
    // Multiples of 1/1024 up to ±1: adding ±8192 to them is exact in float32.
    const fine = fc.integer({ min: -1024, max: 1024 }).map((value) => value / 1024);
    const fines = fc.tuple(
      fc.array(fine, { minLength: 5, maxLength: 5 }),
      fc.array(fine, { minLength: 5, maxLength: 5 }),
    );
    fc.assert(
      fc.property(fines, fc.constantFrom(-8192, 8192), ([p, q], constant) => {
        const first = Float32Array.from(p);
        const near = [p[0] + 1 / 1024, ...p.slice(1)];
        for (const other of [q, near]) {
          const plain = klFromLogits(first, Float32Array.from(other));
          const moved = Float32Array.from(other, (value) => value + constant);
          expect(Math.abs(klFromLogits(first, moved) - plain)).toBeLessThanOrEqual(1e-13 * plain);
        }
      }),
    );
  });

  it('sees equal probabilities where all logits are huge', () => {
    for (const value of [1e4, -1e4, 3e38, -3e38])
      expect(klFromLogits(new Float32Array(4).fill(value), new Float32Array(4))).toBe(0);
  });

  it('is ≥ 0 and never NaN with logits of ±10⁴ and ruled-out tokens', () => {
    const extreme = fc.oneof(
      fc.constantFrom(-1e4, 1e4, -Infinity, 0),
      fc.float({ min: -1e4, max: 1e4, noNaN: true }),
    );
    const extremes = fc
      .array(fc.tuple(extreme, extreme), { minLength: 1, maxLength: 40 })
      .filter((rows) => [0, 1].every((side) => rows.some((row) => Number.isFinite(row[side]))));
    fc.assert(
      fc.property(extremes, (rows) => {
        const [p, q] = [0, 1].map((side) => Float32Array.from(rows, (row) => row[side]));
        const divergence = klFromLogits(p, q);
        expect(divergence).toBeGreaterThanOrEqual(0);
        expect(klFromLogits(p, p)).toBe(0);
        // Only a token that q rules out while p allows it makes it infinite.
        const probability = referenceDistribution(p).probability;
        const excluded = rows.some((row, i) => row[1] === -Infinity && probability[i] > 0);
        expect(divergence === Infinity).toBe(excluded);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its digits over a vocabulary of 200,000', () => {
    const size = 200_000;
    const p = Float32Array.from(gaussians(3, size), (value) => 4 * value);
    expect(klFromLogits(p, p)).toBe(0);
    // One logit lower by h: KL = log(1 − π(1 − e^{−h})) + π h, π that token's probability.
    const [token, h] = [17, 0.5];
    const q = p.slice();
    q[token] -= h;
    const { probability } = referenceDistribution(p);
    const moved = p[token] - q[token];
    const share = probability[token];
    const expected = Math.log1p(-share * -Math.expm1(-moved)) + share * moved;
    expect(Math.abs(klFromLogits(p, q) / expected - 1)).toBeLessThan(1e-6);
  });

  it('is the same through a reference and at an offset', () => {
    fc.assert(
      fc.property(pair, ([p, q]) => {
        const direct = klFromLogits(p, q);
        expect(klFromReference(referenceDistribution(p), q)).toBe(direct);
        const padded = (values: Float32Array) => Float32Array.of(Number.NaN, 5, ...values, 9);
        expect(klFromLogits(padded(p), padded(q), 2, p.length)).toBe(direct);
        expect(klFromReference(referenceDistribution(padded(p), 2, p.length), padded(q), 2)).toBe(direct);
      }),
    );
  });

  it('equals Σ p log(p/q)', () => {
    const [p, q] = [1, 2].map((seed) => Float32Array.from(gaussians(seed, 1000), (value) => 3 * value));
    const a = referenceDistribution(p);
    const b = referenceDistribution(q);
    const plain = a.probability.reduce(
      (sum, value, i) => sum + value * (a.logProbability[i] - b.logProbability[i]),
      0,
    );
    expect(Math.abs(klFromLogits(p, q) / plain - 1)).toBeLessThan(1e-12);
  });

  it('keeps its digits where the distributions nearly agree', () => {
    // q = softmax(0, h): KL(uniform ‖ q) = log cosh(h/2) = h²/8 − h⁴/192 + …
    for (const h of [1e-6, 1e-4, 1e-2, 0.05, 0.0625]) {
      const step = Math.fround(h);
      const expected = step ** 2 / 8 - step ** 4 / 192 + step ** 6 / 2880;
      const actual = klFromLogits(new Float32Array(2), Float32Array.of(0, step));
      expect(Math.abs(actual / expected - 1)).toBeLessThan(h < 0.02 ? 1e-9 : 1e-6);
    }
  });

  it('is +∞ exactly where q excludes what p allows', () => {
    expect(klFromLogits(Float32Array.of(0, 0), Float32Array.of(0, -Infinity))).toBe(Infinity);
    expect(klFromLogits(Float32Array.of(0, -Infinity), Float32Array.of(0, 0))).toBeCloseTo(Math.LN2, 14);
    expect(klFromLogits(Float32Array.of(0, 2000), Float32Array.of(2000, 0))).toBe(2000);
  });

  it.each([
    [Float32Array.of(0, Number.NaN), Float32Array.of(0, 0)],
    [Float32Array.of(0, 0), Float32Array.of(0, Infinity)],
    [Float32Array.of(-Infinity, -Infinity), Float32Array.of(0, 0)],
    [new Float32Array(0), new Float32Array(0)],
    [Float32Array.of(0, 0), Float32Array.of(0)],
  ])('refuses %j against %j', (p, q) => {
    expect(() => klFromLogits(p, q)).toThrow(InvalidInputError);
  });
});
