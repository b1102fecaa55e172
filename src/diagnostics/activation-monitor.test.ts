import { describe, expect, it } from 'vitest';
import { activationsOf } from '../activations/activations.ts';
import { RandomStream } from '../statistics/random-stream.ts';
import { fitPooledPca } from '../transport/pooled-pca.ts';
import { ActivationMonitor } from './activation-monitor.ts';

const D = 24;
const draw = (n: number, name: string, shift = 0) => {
  const normals = new RandomStream(3, name).normals(n * D);
  // Variances of 9, 4, and 0.01 along the coordinates: three axes hold nearly all.
  const scale = (j: number) => (j === 0 ? 3 : j === 1 ? 2 : j === 2 ? 1 : 0.1);
  const rows = Float32Array.from(normals, (value, i) => value * scale(i % D) + (i % D === 2 ? shift : 0));
  return activationsOf(name, rows, D);
};
const [harmful, harmless] = [draw(128, 'harmful', 4), draw(128, 'harmless', -4)];
const monitor = ActivationMonitor.fit(harmful, harmless, fitPooledPca(harmful, harmless));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('a monitor of activations', () => {
  it('has as many axes as rows allow', () => {
    expect(monitor.rank).toBe(D);
    const few = ActivationMonitor.fit(
      draw(12, 'a', 4),
      draw(12, 'b', -4),
      fitPooledPca(draw(12, 'a', 4), draw(12, 'b', -4)),
    );
    expect(few.rank).toBe(3);
  });

  it('scores fresh rows of either class as χ² with as many degrees of freedom as axes', () => {
    const fresh = monitor.scores(draw(400, 'fresh', 4)).mahalanobis;
    // Mean r, a little more since the covariance is estimated from 254 rows: r · 254/(254 − r − 1).
    expect(mean(fresh)).toBeGreaterThan(D * 0.95);
    expect(mean(fresh)).toBeLessThan(D * 1.25);
  });

  it('is the textbook distance to the nearer mean, whatever the axes', () => {
    const row = draw(1, 'one', 0);
    const { mahalanobis } = monitor.scores(row);
    // All axes are there, so the distance in the coordinates themselves is the same: worked out with Gaussian elimination.
    const moments = (rows: Float32Array) =>
      Array.from({ length: D }, (_, j) => mean([...rows].filter((_, i) => i % D === j)));
    const means = [moments(harmful.rows), moments(harmless.rows)];
    const matrix = Array.from({ length: D }, () => new Array<number>(D).fill(0));
    for (const [c, { rows }] of [harmful, harmless].entries())
      for (let s = 0; s < rows.length; s += D)
        for (let i = 0; i < D; i++)
          for (let j = 0; j < D; j++)
            matrix[i][j] += ((rows[s + i] - means[c][i]) * (rows[s + j] - means[c][j])) / 254;
    const distance = (centre: readonly number[]): number => {
      const delta = centre.map((value, j) => row.rows[j] - value);
      const work = matrix.map((line, i) => [...line, delta[i]]);
      for (let p = 0; p < D; p++)
        for (let r = p + 1; r < D; r++) {
          const factor = work[r][p] / work[p][p];
          for (let c = p; c <= D; c++) work[r][c] -= factor * work[p][c];
        }
      const solved = new Array<number>(D).fill(0);
      for (let p = D - 1; p >= 0; p--)
        solved[p] =
          (work[p][D] - solved.reduce((sum, value, c) => (c > p ? sum + work[p][c] * value : sum), 0)) /
          work[p][p];
      return delta.reduce((sum, value, i) => sum + value * solved[i], 0);
    };
    expect(mahalanobis[0] / Math.min(...means.map(distance))).toBeCloseTo(1, 4);
  });

  it('sees a shift along an axis in one score and one that no axis holds in the other', () => {
    const pair = [draw(128, 'h', 4), draw(128, 's', -4)];
    const wide = pair.map(({ rows, count }) => {
      const padded = new Float32Array(count * 40);
      for (let i = 0; i < count; i++) padded.set(rows.subarray(i * D, (i + 1) * D), i * 40);
      return activationsOf('wide', padded, 40);
    });
    const narrow = ActivationMonitor.fit(wide[0], wide[1], fitPooledPca(wide[0], wide[1]));
    const moved = (coordinate: number) => {
      const rows = wide[0].rows.slice(0, 40);
      rows[coordinate] += 30;
      return narrow.scores(activationsOf('moved', rows, 40));
    };
    const still = narrow.scores(activationsOf('still', wide[0].rows.slice(0, 40), 40));
    expect(moved(0).mahalanobis[0]).toBeGreaterThan(still.mahalanobis[0] + 50);
    expect(moved(0).residual[0]).toBeCloseTo(still.residual[0], 2);
    expect(moved(35).residual[0]).toBeCloseTo(30, 2);
    expect(moved(35).mahalanobis[0]).toBeCloseTo(still.mahalanobis[0], 3);
  });
});
