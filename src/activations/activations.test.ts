import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { activationsOf } from './activations.ts';

describe('activationsOf', () => {
  it('counts rows and keeps the array', () => {
    const rows = new Float32Array(6);
    expect(activationsOf('resid_post.3', rows, 2)).toEqual({ rows, count: 3, dimension: 2 });
    expect(activationsOf('resid_post.3', rows, 2).rows).toBe(rows);
  });

  it('names the site and the first bad row', () => {
    const rows = new Float32Array(6);
    rows[3] = Number.NaN;
    rows[5] = Number.POSITIVE_INFINITY;
    expect(() => activationsOf('resid_post.3', rows, 2)).toThrow(
      /activations at resid_post\.3: row 1 holds NaN at coordinate 1/,
    );
  });

  it.each([
    [new Float32Array(5), 2],
    [new Float32Array(0), 2],
    [new Float32Array(4), 0],
    [new Float32Array(4), 1.5],
  ])('refuses %j as rows of %d', (rows, dimension) => {
    expect(() => activationsOf('site', rows, dimension)).toThrow(InvalidInputError);
  });
});
