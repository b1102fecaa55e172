import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/grouped-goldens.json' with { type: 'json' };
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { normalQuantile } from './normal-quantile.ts';
import { studentQuantile, studentTail } from './student-quantile.ts';
import { Z95 } from './wilson.ts';

describe('quantiles', () => {
  it.each(goldens.normal)('agree with scipy: normal at $p', ({ p, z }) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(z)));
  });

  it.each(goldens.student)('agree with scipy: t with $degrees degrees of freedom', ({ degrees, t }) => {
    expect(Math.abs(studentQuantile(degrees) / t - 1)).toBeLessThan(degrees > 2000 ? 1e-3 : 1e-12);
  });

  it.each(goldens.studentTail)(
    'agree with scipy: P(|T| > $t) with $degrees degrees of freedom',
    ({ t, degrees, p }) => {
      expect(studentTail(t, degrees)).toBeCloseTo(p, 13);
    },
  );

  it('refuse what has none', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(Z95, 14);
    for (const p of [0, 1, -1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(InvalidInputError);
    for (const degrees of [0, 1.5, Number.NaN])
      expect(() => studentQuantile(degrees)).toThrow(InvalidInputError);
  });
});
