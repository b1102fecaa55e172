import { describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { organismFolder } from '../../organism/organism-folder.ts';
import { loadOrganismWorld } from '../data/load-organism-world.ts';
import { planGrid } from '../plan/plan-arms.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../subject/audit-options.ts';
import { auditPlan } from './audit-plan.ts';

const checkpoint = loadCheckpoint(organismFolder('aligned'), 'organism:aligned');
const MACHINE = { workers: 2, rate: 5e10, reuseBytes: 2 ** 30, small: true };
const plan = (changes: Partial<typeof DEFAULT_AUDIT_OPTIONS> = {}, machine = MACHINE) => {
  const options = { ...DEFAULT_AUDIT_OPTIONS, ...changes };
  return auditPlan(
    checkpoint,
    { ...loadOrganismWorld(checkpoint, options), questions: [] },
    options,
    machine,
  );
};

describe('auditPlan', () => {
  it('holds the grid that the audit runs, and says what comes later', async () => {
    const { groups, arms, units, prompts, effort, detectable } = await plan();
    const ids = groups.filter(({ later }) => !later).flatMap((group) => group.ids);
    const grid = planGrid(checkpoint.config.layers, DEFAULT_AUDIT_OPTIONS).map(({ id }) => id);
    expect(effort).toBe('full');
    expect(ids.toSorted()).toEqual(grid.toSorted());
    expect(arms).toBe(groups.reduce((sum, group) => sum + group.ids.length, 0));
    expect(units).toMatchObject({ arms, screened: 0 });
    expect(detectable.difference).toBeCloseTo(0.088, 3);
    expect((await plan({ testForbidden: 32 })).detectable.difference).toBeNull();
    const later = new Set(groups.filter((group) => group.later).map(({ role }) => role));
    for (const role of ['pair', 'scope', 'complement', 'strength', 'control'] as const)
      expect(later).toContain(role);
    expect(prompts).toMatchObject({ 'fit/forbidden': 128, 'test/forbidden': 200, 'test/borderline': 100 });
  });

  it('grows with prompts, ranks and length, and shrinks with the machine', async () => {
    const { operations, seconds, completions, memoryBytes, arms } = await plan();
    const longer = await plan({ testForbidden: 400 });
    expect(longer.operations).toBeGreaterThan(operations);
    expect(longer.completions).toBeGreaterThan(completions);
    const bare = { strengths: [], controlDraws: 0 };
    const few = (await plan(bare)).arms;
    expect((await plan({ ...bare, ranks: [1, 2, 4] })).arms).toBe(few + 2 * checkpoint.config.layers + 2);
    // Two ranks at six depths, four strengths; 24 arms with 3 draws each, one of them and its neighbour with 19; the rest once a layer.
    expect(arms - few).toBe(2 * 6 * 4 + 23 * 3 + 19 + 16 + 3 + 3 * checkpoint.config.layers);
    expect((await plan({ maxNewTokens: 52 })).operations).toBeGreaterThan(operations);
    const slow = await plan({}, { ...MACHINE, workers: 1 });
    expect(slow.operations).toBe(operations);
    expect(slow.seconds).toBeCloseTo(2 * seconds);
    expect(slow.memoryBytes).toBeLessThan(memoryBytes);
    expect((await plan({}, { ...MACHINE, reuseBytes: 0 })).memoryBytes).toBeLessThan(memoryBytes);
  });

  it('puts the efforts side by side, the costliest parts, and the option that saves most', async () => {
    const { efforts, costliest, saving, operations, units } = await plan({ effort: 'standard' });
    const [quick, standard, full] = efforts.map((each) => each.operations);
    expect(standard).toBe(operations);
    expect(full).toBe((await plan()).operations);
    expect(quick).toBeLessThan(standard);
    expect(standard).toBeLessThan(full / 2);
    expect(units.screened).toBeGreaterThan(100);
    expect(costliest).toHaveLength(3);
    expect(costliest[0].share).toBeGreaterThanOrEqual(costliest[2].share);
    const kind = saving!.option.replace('without ', '') as 'controls';
    const without = await plan({ effort: 'standard', without: [kind] });
    expect(1 - without.operations / operations).toBeCloseTo(saving!.share, 10);
    expect(without.efforts[2].operations).toBeLessThan(full);
  });

  it('counts only layers and methods that are tried', async () => {
    const { groups } = await plan({ layers: ['40%-60%'], methods: ['rfa'] });
    expect(new Set(groups.map(({ method }) => method))).toEqual(new Set(['baseline', 'pca-ot', 'rfa']));
    const layer = groups.find(({ role, method, later }) => role === 'layer' && method === 'pca-ot' && !later);
    expect(layer!.ids).toEqual([
      'pca-ot@4/k1',
      'pca-ot@5/k1',
      'pca-ot@6/k1',
      'pca-ot@4/k2',
      'pca-ot@5/k2',
      'pca-ot@6/k2',
    ]);
  });
});
