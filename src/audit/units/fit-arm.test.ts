import { describe, expect, it } from 'vitest';
import { activationsOf } from '../../activations/activations.ts';
import type { Engine } from '../../engine/engine.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type ArmSpec, AUDIT_METHODS, type AuditMethod } from '../plan/arm.ts';
import { type FitContext, fitArm } from './fit-arm.ts';

const rows = (values: readonly (readonly number[])[]) =>
  activationsOf('test', Float32Array.from(values.flat()), values[0].length);
/** One mean, spread another way: as where float16 rounds a small difference away. */
const forbidden = rows([
  [1, 2, 3],
  [3, 2, 1],
  [2, 2, 2],
  [2, 2, 2],
]);
const harmless = rows([
  [2, 1, 2],
  [2, 3, 2],
  [2, 2, 2],
  [2, 2, 2],
]);
const other = rows([
  [0, 1, 2],
  [2, 3, 2],
  [1, 2, 2],
  [2, 2, 2],
]);

function fitAt(method: AuditMethod, target: typeof harmless) {
  const classes = { forbidden, harmless: target };
  const context = {
    fit: { residPost: [classes], actPost: [classes], residPre: new Map([[-1, [classes]]]) },
    modelLayers: 1,
    options: { actSupport: 'all', actPooling: 'last', skipFirst: false },
  } as unknown as FitContext;
  const point = method === 'rfa' || method === 'som' ? 'resid_pre' : 'resid_post';
  const arm: Partial<ArmSpec> = {
    ...{ id: method, method, layers: [0], point, position: -1, refit: null },
    ...{ rank: 1, complement: 'shift', scope: 'all', strength: 1 },
  };
  return fitArm(arm as ArmSpec, {} as Engine, context);
}

describe('an arm at a site where both classes have the same mean', () => {
  it.each(AUDIT_METHODS)(
    '%s: a map that moves nothing, where the method needs a direction',
    async (method) => {
      const intervention = (await fitAt(method, harmless))!;
      const without = ['rfa', 'som', 'act-add', 'ace', 'leace'].includes(method);
      expect(intervention.provenance.method).toBe(without ? 'identity' : method);
      const [map] = intervention.maps.values();
      if (without) expect([...map.apply(Float32Array.of(1, 2, 3))]).toEqual([1, 2, 3]);
    },
  );

  it.each(AUDIT_METHODS)('%s: itself where the means differ', async (method) => {
    expect((await fitAt(method, other))!.provenance.method).toBe(method);
  });

  it('what else is wrong with a class is said', async () => {
    await expect(fitAt('rfa', rows([[1, 2]]))).rejects.toBeInstanceOf(InvalidInputError);
  });
});
