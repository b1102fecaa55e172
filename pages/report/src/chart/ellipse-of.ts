import type { Point } from './points-of.ts';

export interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
  /** From the x axis to the longer one, towards y. */
  readonly degrees: number;
}

/** √χ²₂(.95): as many standard deviations hold 95% of a Gaussian in the plane. */
const DEVIATIONS = Math.sqrt(-2 * Math.log(0.05));

/** The ellipse of a Gaussian with the points' mean and covariance that holds 95% of it; null for fewer than three points. */
export function ellipseOf(points: readonly Point[]): Ellipse | null {
  const n = points.length;
  if (n < 3) return null;
  const x = points.reduce((sum, [at]) => sum + at, 0) / n;
  const y = points.reduce((sum, [, at]) => sum + at, 0) / n;
  let [xx, xy, yy] = [0, 0, 0];
  for (const [px, py] of points) {
    xx += (px - x) ** 2 / (n - 1);
    xy += ((px - x) * (py - y)) / (n - 1);
    yy += (py - y) ** 2 / (n - 1);
  }
  const middle = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  return {
    x,
    y,
    rx: DEVIATIONS * Math.sqrt(middle + spread),
    ry: DEVIATIONS * Math.sqrt(Math.max(0, middle - spread)),
    degrees: (Math.atan2(2 * xy, xx - yy) / 2) * (180 / Math.PI),
  };
}
