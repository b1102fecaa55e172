import { describe, expect, it } from 'vitest';
import { DEFAULT_AUDIT_OPTIONS } from '../subject/audit-options.ts';
import { entryLayer } from './arm.ts';
import { ablationArm, planGrid, planPairs, planVariants } from './plan-arms.ts';

const OPTIONS = DEFAULT_AUDIT_OPTIONS;
const ids = (arms: readonly { readonly id: string }[]): string[] => arms.map(({ id }) => id);

describe('planGrid', () => {
  it('names every arm once', () => {
    const grid = ids(planGrid(12, OPTIONS));
    expect(new Set(grid).size).toBe(grid.length);
    expect(grid.slice(0, 3)).toEqual(['baseline', 'rfa@1', 'rfa@2']);
    expect(grid).toContain('pca-ot@all/k2/sequential');
    expect(grid).toContain('linear-act@all/sequential');
  });

  it('has no sequential refit with scope generated, which a capture of prompts cannot see', () => {
    const arms = planGrid(6, { ...OPTIONS, scope: 'generated' });
    expect(arms.filter(({ refit }) => refit === 'sequential')).toEqual([]);
    expect(ids(arms)).toContain('linear-act@all');
    expect(new Set(ids(arms)).size).toBe(arms.length);
  });
});

it('refuses a rank that the fit prompts do not allow, before anything runs', () => {
  expect(() => planGrid(12, { ...OPTIONS, fitPrompts: 16, ranks: [1, 16] })).toThrow(
    /K = 16 exceeds .* = 15/,
  );
  expect(planGrid(12, { ...OPTIONS, fitPrompts: 16, ranks: [15] })).not.toHaveLength(0);
});

describe('planPairs', () => {
  const pairs = (ranked: number[], layers = 12) =>
    ids(planPairs('pca-ot', { ranked, rank: 1 }, layers, OPTIONS));

  it('tries the neighbours of the best layer and the two best, each fitted both ways', () => {
    expect(pairs([7, 4])).toEqual([
      'pca-ot@6+7/k1',
      'pca-ot@6+7/k1/sequential',
      'pca-ot@7+8/k1',
      'pca-ot@7+8/k1/sequential',
      'pca-ot@4+7/k1',
      'pca-ot@4+7/k1/sequential',
    ]);
  });

  it('tries no pair twice and none outside the model', () => {
    expect(pairs([7, 8])).toHaveLength(4);
    expect(pairs([0])).toEqual(['pca-ot@0+1/k1', 'pca-ot@0+1/k1/sequential']);
    expect(pairs([11, 10])).toEqual(['pca-ot@10+11/k1', 'pca-ot@10+11/k1/sequential']);
  });
});

describe('planVariants', () => {
  it('varies one thing at a time', () => {
    const [pair] = planPairs('pca-ot', { ranked: [7], rank: 2 }, 12, OPTIONS).slice(1);
    const variants = planVariants(pair, OPTIONS);
    expect(ids(variants)).toEqual([
      'pca-ot@6+7/k2/sequential/scope=prompt',
      'pca-ot@6+7/k2/sequential/scope=last-prompt',
      'pca-ot@6+7/k2/scope=generated',
      'pca-ot@6+7/k2/sequential/complement=shift',
      'pca-ot@6+7/k2/sequential/complement=drop',
    ]);
    for (const { scope, complement, layers } of variants) {
      expect(scope === 'all' || complement === 'keep').toBe(true);
      expect(layers).toEqual([6, 7]);
    }
  });
});

it('an arm enters the network below the first block whose input it changes', () => {
  const entry = Object.fromEntries(planGrid(12, OPTIONS).map((arm) => [arm.id, entryLayer(arm)]));
  expect(entry).toMatchObject({ baseline: -1, 'rfa@9': 0, 'act-add@8': 8, 'ace@7': 8, 'pca-ot@all/k1': 1 });
  expect(entryLayer(ablationArm('som', { layer: 4, position: -1 }, OPTIONS))).toBe(0);
});
