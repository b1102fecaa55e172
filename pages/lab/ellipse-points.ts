import type { GaussianMoments } from '../../src/transport/moments.ts';

/** √χ²₂(.95): the ellipse that holds 95% of a Gaussian in the plane. */
const RADIUS = Math.sqrt(-2 * Math.log(0.05));

/** The 95% ellipse of a Gaussian in the plane as a closed polygon. */
export function ellipsePoints({ mean, covariance }: GaussianMoments, count = 72): [number, number][] {
  // Cholesky: the circle through L, LLᵀ = C. Rounding can push a zero variance below 0.
  const [a, b, , c] = covariance;
  const l11 = Math.sqrt(Math.max(0, a));
  const l21 = l11 > 0 ? b / l11 : 0;
  const l22 = Math.sqrt(Math.max(0, c - l21 * l21));
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    const [u, v] = [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)];
    return [mean[0] + l11 * u, mean[1] + l21 * u + l22 * v];
  });
}
