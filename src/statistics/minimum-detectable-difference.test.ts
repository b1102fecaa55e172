import { expect, it } from 'vitest';
import grouped from '../../test/goldens/statistics/grouped-goldens.json' with { type: 'json' };
import goldens from '../../test/goldens/statistics/statistics-goldens.json' with { type: 'json' };
import { minimumDetectableDifference } from './minimum-detectable-difference.ts';

it.each(goldens.detectable)('n = $n, discordance $psi', ({ n, psi, delta }) => {
  const found = minimumDetectableDifference(n, psi);
  if (delta === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(delta, 10);
});

it.each(grouped.detectable)(
  'n = $n, discordance $psi, design effect $deff, family of $family',
  ({ n, psi, deff, family, delta }) => {
    const found = minimumDetectableDifference(n, psi, { deff, family });
    if (delta === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(delta, 10);
  },
);

it('shrinks with n', () => {
  const deltas = [64, 128, 256, 1024].map((n) => minimumDetectableDifference(n)!);
  expect(deltas).toEqual(deltas.toSorted((a, b) => b - a));
  expect(() => minimumDetectableDifference(0)).toThrow('n = 0');
});

it('is that of n/deff prompts', () => {
  expect(minimumDetectableDifference(300, 0.2, { deff: 1.5 })).toBe(minimumDetectableDifference(200));
});
