import { describe, expect, it } from 'vitest';
import { activationsOf } from '../../activations/activations.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { findMethod } from '../../methods/find-method.ts';
import type { MethodOptions } from '../../methods/method-options.ts';
import { AUDIT_METHODS, type AuditMethod } from '../plan/arm.ts';
import { fitWhereItCan } from './fit-where-it-can.ts';

const SITE = { layer: 0, point: 'resid_post' } as const;
const rows = (...values: readonly (readonly number[])[]) =>
  activationsOf('test', Float32Array.from(values.flat()), values[0].length);
const options = (more: Partial<MethodOptions> = {}): MethodOptions => ({
  ...{ layers: 1, rank: 1, complement: 'shift', support: 'all' },
  settings: { scope: 'all', strength: 1, skipFirst: false },
  ...more,
});
const forbidden = rows([1, 2, 3], [3, 2, 1], [2, 2, 2], [2, 2, 2]);
/** The same mean, spread another way. */
const harmless = rows([2, 1, 2], [2, 3, 2], [2, 2, 2], [2, 2, 2]);
const other = rows([0, 1, 2], [2, 3, 2], [1, 2, 2], [2, 2, 2]);
const fitted = (method: AuditMethod, target: typeof harmless, more: Partial<MethodOptions> = {}) =>
  fitWhereItCan(findMethod(method), SITE, { source: forbidden, target }, options(more));

describe('fitWhereItCan', () => {
  it.each(AUDIT_METHODS)('%s: where the means differ, the method itself', (method) => {
    const expected = findMethod(method).fit(SITE, { source: forbidden, target: other }, options());
    expect(fitted(method, other)).toEqual(expected);
  });

  it.each(AUDIT_METHODS)('%s: where they do not, nothing moves if it needs their difference', (method) => {
    const intervention = fitted(method, harmless);
    const without = ['rfa', 'som', 'act-add', 'ace', 'leace'].includes(method);
    expect(intervention.provenance.method).toBe(without ? 'identity' : method);
    const [map] = intervention.maps.values();
    if (without) expect([...map.apply(Float32Array.of(1, 2, 3))]).toEqual([1, 2, 3]);
  });

  it.each(['pca-ot', 'mean-shift'] as const)(
    '%s: K beyond the rank is that rank, and says both',
    (method) => {
      const line = (...places: readonly number[]) => rows(...places.map((t) => [t, 2 * t, 0]));
      const classes = { source: line(1, 2, 4, 5), target: line(7, 8, 9, 13) };
      const [one, three] = [1, 3].map((rank) =>
        fitWhereItCan(findMethod(method), SITE, classes, options({ rank })),
      );
      expect([...three.maps.values()]).toEqual([...one.maps.values()]);
      expect(three.provenance.options.rank).toBe(3);
      expect(three.provenance.facts).toMatchObject({ 'resid_post.0': { rankOfActivations: 1 } });
      expect(JSON.stringify(one.provenance.facts)).not.toContain('rankOfActivations');
    },
  );

  it('what else is wrong is said', () => {
    expect(() => fitted('rfa', rows([1, 2]))).toThrow(InvalidInputError);
    expect(() => fitted('pca-ot', harmless, { complement: 'mean' as never })).toThrow(
      /complement: unknown "mean"/,
    );
    // Too few prompts are the caller's affair.
    const two = { source: rows([1, 2, 3], [3, 2, 1]), target: rows([2, 1, 2], [2, 3, 9]) };
    expect(() => fitWhereItCan(findMethod('pca-ot'), SITE, two, options({ rank: 2 }))).toThrow(/rank/);
  });
});
