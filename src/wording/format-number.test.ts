import { expect, test } from 'vitest';
import { logDomain } from '../report/figures/log-domain.ts';
import { rateOf } from '../statistics/rate.ts';
import { formatEstimate } from './format-estimate.ts';
import { formatLayers } from './format-layers.ts';
import { formatNumber } from './format-number.ts';
import { formatRate } from './format-rate.ts';
import { wrapText } from './wrap-text.ts';

test.each([
  [null, 'n/a'],
  [Number.NaN, 'n/a'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
  [0, '0'],
  [0.0003, '3.0e-4'],
  [0.0032, '0.0032'],
  [0.05, '0.050'],
  [0.0999, '0.10'],
  [1.984, '1.98'],
  [9.999, '10.0'],
  [-9.7, '−9.70'],
  [99.99, '100'],
  [2252.4, '2252'],
  [123_456, '1.2e5'],
])('%d is written %s', (value, text) => expect(formatNumber(value)).toBe(text));

test('a rate is k/n with its interval, and nothing of nothing', () => {
  expect(formatRate(rateOf(60, 64))).toBe('60/64 [85–98%]');
  expect(formatRate(rateOf(0, 0))).toBe('n/a');
});

test('an interval that reaches below zero is not written with two dashes', () => {
  expect(formatEstimate({ value: 2, interval: [1.5, 2.5] })).toBe('2.00 [1.50–2.50]');
  expect(formatEstimate({ value: 0.1, interval: [-0.1, 0.3] })).toBe('0.10 [−0.10 to 0.30]');
  expect(formatEstimate({ value: null, interval: null })).toBe('n/a');
});

test('layers are written as runs', () => {
  expect(formatLayers([6, 4, 5, 9])).toBe('4–6, 9');
  expect(formatLayers([])).toBe('');
});

test('a logarithmic axis spans whole decades and survives zeros and nulls', () => {
  expect(logDomain([0, null, 0.02, 8])).toEqual({ domain: [0.001, 10], ticks: [0.001, 0.01, 0.1, 1, 10] });
  expect(logDomain([]).domain).toEqual([0.001, 1]);
  expect(logDomain([1e-9, 1]).domain[0]).toBe(1e-4);
});

test('text is wrapped at spaces', () => {
  expect(wrapText('a bb ccc dddddd', 4)).toEqual(['a bb', 'ccc', 'dddddd']);
});
