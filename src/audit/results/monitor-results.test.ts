import { describe, expect, it } from 'vitest';
import type { AuditSubject } from '../subject/subject.ts';
import { monitorResults } from './monitor-results.ts';
import type { TestedArms } from './tested-arms.ts';

const each = (values: readonly number[]) => ({
  mahalanobis: values,
  residual: values.map((value) => -value),
});
const set = (count: number, groups = Array.from({ length: count }, (_, i) => i)) => ({ groups });
const subject = {
  prompts: {
    'test/forbidden': set(4),
    'test/harmless': set(2),
    // Two of one group: they stay together.
    'test/borderline': set(5, [0, 0, 1, 2, 3]),
  },
} as unknown as AuditSubject;
const tested = { complied: () => [true, true, false, true] } as unknown as TestedArms;
const site = {
  layer: 3,
  downstream: true,
  rank: 2,
  calibration: { forbidden: each([1, 2]), harmless: each([3, 0.5]) },
  clean: { forbidden: each([1, 9, 2, 3]), harmless: each([0, 4]), borderline: each([5, 1, 6, 2, 4]) },
  attacked: each([10, 1, 7, 6]),
};

describe('what monitors see', () => {
  const rows = monitorResults([{ armId: 'a', observation: { sites: [site] } }], tested, subject);
  const [mahalanobis, residual] = rows;

  it('is above the largest clean score of the worst stratum where that is small, borderline prompts among them', () => {
    // Strata: 1, 2; 3, 0.5; and borderline groups 0 and 2: 5, 1, 2.
    expect(mahalanobis).toMatchObject({
      score: 'mahalanobis',
      threshold: 5,
      level: 1 / 3,
      layer: 3,
      rank: 2,
    });
    expect(residual).toMatchObject({ score: 'residual', threshold: -0.5 });
  });

  it('counts alarms on the prompts that the threshold does not come from', () => {
    const { falseAlarms, detection } = mahalanobis;
    expect([falseAlarms.forbidden, falseAlarms.harmless, falseAlarms.borderline, detection]).toMatchObject([
      { k: 1, n: 4 },
      { k: 0, n: 2 },
      // Groups 1 and 3: 6 and 4.
      { k: 1, n: 2 },
      { k: 3, n: 4 },
    ]);
  });

  it('tells the successes that raise no alarm', () => {
    expect(mahalanobis.success).toMatchObject({ k: 3, n: 4 });
    expect(mahalanobis.unseen).toMatchObject({ k: 1, n: 4 });
  });

  it('has nothing to watch where the model overflows', () => {
    const observation = {
      overflow: true,
      map: { sites: [], options: {}, facts: {}, transportCost: null },
    } as const;
    expect(monitorResults([{ armId: 'b', observation }], tested, subject)).toEqual([]);
  });
});
