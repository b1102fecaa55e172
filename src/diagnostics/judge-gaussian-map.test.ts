import { describe, expect, it } from 'vitest';
import { adjustAcrossSites } from './adjust-across-sites.ts';
import { judgeGaussianMap } from './judge-gaussian-map.ts';
import type { SiteDiagnostics } from './site-diagnostics.ts';

const facts = (p: number, smallestAdjusted: number | null = 0.4, lowPower = false) => ({
  rank: 1,
  energy: { statistic: 1, p, permutations: 999 },
  gaussianity: { tests: [], smallestAdjusted, lowPower },
  counts: { heldOutSource: 64, heldOutTarget: 70, fitSource: 1, fitTarget: 1 },
});

describe('judgeGaussianMap', () => {
  it('rests on the energy test and says what was shown', () => {
    expect(judgeGaussianMap(facts(0.002))).toEqual({
      rejected: true,
      p: 0.002,
      sentence:
        'A Gaussian map of rank 1 is not justified here: held-out source rows that it maps are still told from target rows (energy test, p = 0.002, n = 64 and 70).',
    });
    const silent = judgeGaussianMap(facts(0.5, 0.001, true));
    expect(silent.rejected).toBe(false);
    expect(silent.sentence).toContain('This does not show that the classes are Gaussian');
    expect(silent.sentence).toContain('not Gaussian (Anderson–Darling, smallest adjusted p = 0.001)');
    expect(silent.sentence).toMatch(/Power is low/);
    expect(judgeGaussianMap(facts(0.0001)).sentence).toContain('p < 0.001');
  });

  it('is milder where many sites were looked at', () => {
    const sites = [0.02, 0.3, 0.5].map((p) => ({ ...facts(p) }) as unknown as SiteDiagnostics);
    const [first] = adjustAcrossSites(sites);
    expect(first.gaussianMap.p).toBeCloseTo(0.06, 12);
    expect(first.gaussianMap.rejected).toBe(false);
    expect(first.gaussianMap.sentence).toContain('adjusted p = 0.060');
    expect(first.energy.p).toBe(0.02);
  });
});
