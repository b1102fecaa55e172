import { expect, test } from 'vitest';
import { rateOf } from '../statistics/rate.ts';
import { formatSuccessWithin, successWithin } from './success-within.ts';

const step = (armId: string, damage: number, k: number) => ({
  armId,
  damage,
  selectionDamage: 0,
  success: k / 100,
  selectionSuccess: 0,
  test: rateOf(k, 100),
});
const frontier = [step('identity', 0, 2), step('a', 0.01, 30), step('b', 0.4, 90)];

test('success within a budget is that of the last step that costs no more, budgets of one attack are said once', () => {
  expect(successWithin({ frontier }).map(({ budget, armId, success }) => [budget, armId, success.k])).toEqual(
    [
      [0.01, 'a', 30],
      [0.1, 'a', 30],
      [1, 'b', 90],
    ],
  );
  expect(formatSuccessWithin({ frontier })).toBe(
    '30% [22–40%] at damage ≤ 0.01 and ≤ 0.1, 90% [83–94%] at ≤ 1',
  );
  expect(successWithin({ frontier: [] })).toEqual([]);
});
