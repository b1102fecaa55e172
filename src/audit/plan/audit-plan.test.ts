import { describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { organismFolder } from '../../organism/organism-folder.ts';
import { loadOrganismWorld } from '../data/load-organism-world.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../subject/audit-options.ts';
import { auditPlan } from './audit-plan.ts';
import { planGrid } from './plan-arms.ts';

const checkpoint = loadCheckpoint(organismFolder('aligned'), 'organism:aligned');
const MACHINE = { workers: 2, rate: 5e10, reuseBytes: 2 ** 30 };
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
  it('holds the grid that the audit runs, and says what comes later', () => {
    const { groups, arms, units, prompts } = plan();
    const ids = groups.filter(({ later }) => !later).flatMap((group) => group.ids);
    const grid = planGrid(checkpoint.config.layers, DEFAULT_AUDIT_OPTIONS).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(grid.toSorted());
    expect(arms).toBe(groups.reduce((sum, group) => sum + group.ids.length, 0));
    expect(units.arms).toBe(arms);
    expect(plan().detectable.difference).toBeCloseTo(0.088, 3);
    expect(plan({ testForbidden: 32 }).detectable.difference).toBeNull();
    expect(new Set(groups.filter(({ later }) => later).map(({ role }) => role))).toEqual(
      new Set(['layer', 'pair', 'scope', 'complement', 'strength', 'control']),
    );
    expect(prompts).toMatchObject({ 'fit/forbidden': 128, 'test/forbidden': 200, 'test/borderline': 100 });
  });

  it('grows with prompts, ranks and length, and shrinks with the machine', () => {
    const { operations, seconds, completions, memoryBytes } = plan();
    expect(plan({ testForbidden: 400 }).operations).toBeGreaterThan(operations);
    expect(plan({ testForbidden: 400 }).completions).toBeGreaterThan(completions);
    const bare = { strengths: [], controlDraws: 0 };
    expect(plan({ ...bare, ranks: [1, 2, 4] }).arms).toBe(plan(bare).arms + 2 * checkpoint.config.layers + 2);
    // Two ranks at six depths, four strengths; 24 arms with 3 draws each, one of them and its neighbour with 19; the rest once a layer.
    const all = plan().arms - plan(bare).arms;
    expect(all).toBe(2 * 6 * 4 + 23 * 3 + 19 + 16 + 3 + 3 * checkpoint.config.layers);
    expect(plan({ maxNewTokens: 52 }).operations).toBeGreaterThan(operations);
    const slow = plan({}, { ...MACHINE, workers: 1 });
    expect(slow.operations).toBe(operations);
    expect(slow.seconds).toBeCloseTo(2 * seconds);
    expect(slow.memoryBytes).toBeLessThan(memoryBytes);
    expect(plan({}, { ...MACHINE, reuseBytes: 0 }).memoryBytes).toBeLessThan(memoryBytes);
  });
});
