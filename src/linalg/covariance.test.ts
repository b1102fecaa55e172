import { expect, it } from 'vitest';
import { covariance } from './covariance.ts';
import { columnMean } from './mean.ts';

it('divides by n − 1 around the mean', () => {
  const rows = Float64Array.of(1, 10, 2, 20, 6, 30);
  const mean = columnMean(rows, 2);
  expect([...mean]).toEqual([3, 20]);
  expect([...covariance(rows, mean)]).toEqual([7, 25, 25, 100]);
});
