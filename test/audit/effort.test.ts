import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { replayRun } from '../../src/audit/run/replay-run.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { NIGHTLY } from '../nightly.ts';
import { writeShortOrganism } from '../queue/short-organism.ts';
import { SYNTHETIC_OPTIONS, syntheticRun, WEAK } from './synthetic-run.ts';

const LARGER = { ...WEAK, layers: 20 };
const OPTIONS = { ...SYNTHETIC_OPTIONS, ranks: [1, 2], strengths: [0.5, 1.5] };

describe('an audit in stages, of a model that is made of probabilities', async () => {
  const full = await syntheticRun(LARGER, OPTIONS);
  const standard = await syntheticRun(LARGER, { ...OPTIONS, effort: 'standard' });
  const quick = await syntheticRun(LARGER, { ...OPTIONS, effort: 'quick' });
  const names = [...standard.units.keys()];
  const ofKind = (units: readonly string[], kind: string) =>
    units.filter((name) => name.startsWith(`${kind} `));

  it('chooses for every method an arm that does as much', () => {
    for (const { results } of [standard, quick]) {
      expect(results.chosen.map(({ method }) => method)).toEqual(
        full.results.chosen.map(({ method }) => method),
      );
      for (const { method, armId } of full.results.chosen) {
        const success = (
          { arms, chosen }: typeof results,
          id = chosen.find((each) => each.method === method)!.armId,
        ) => arms.find((arm) => arm.id === id)!.test.forbidden.exact.k;
        expect(success(results), method).toBeGreaterThanOrEqual(success(full.results, armId) - 3);
      }
    }
  });

  it('completes a fraction of the units, and less in quick', () => {
    const tests = (run: typeof full) => ofKind([...run.units.keys()], 'test').length;
    expect(tests(standard)).toBeLessThan(tests(full) / 3);
    expect(tests(quick)).toBeLessThan(tests(standard) / 1.5);
    expect(ofKind(names, 'halving').length).toBeLessThan(ofKind(names, 'screen').length / 2);
  });

  it('looks at the test split after every choice, once', () => {
    const opened = names.findIndex((name) => name.startsWith('test ') || name.startsWith('curve '));
    expect(opened).toBeGreaterThan(0);
    for (const kind of ['screen', 'halving', 'selection', 'direction'])
      expect(ofKind(names.slice(opened), kind), kind).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of every arm how far it came and why it went no further', () => {
    const { design, arms } = standard.results;
    const tested = new Set(arms.map(({ id }) => id));
    for (const { armId, reached, left } of design!.arms) {
      expect(reached === 'test', armId).toBe(tested.has(armId));
      expect(left === '', armId).toBe(reached === 'test');
    }
    expect(design!.arms.map(({ armId }) => armId).sort()).toEqual(
      [
        ...new Set(
          names
            .filter((name) => /^(screen|selection) /.test(name))
            .map((name) => name.split(' ')[1].replace(/\/n\d+$/, '')),
        ),
      ]
        .filter((id) => id !== 'baseline')
        .sort(),
    );
    expect(full.results).not.toHaveProperty('design');
  });

  it('has the next tokens of every layer, and success around the peak, at every fourth and at the best on both sides', () => {
    const { design, localisation } = standard.results;
    const { layers } = design!.curve;
    expect(layers.map(({ layer }) => layer)).toEqual(Array.from({ length: 20 }, (_, layer) => layer));
    const completed = layers.filter((each) => each.completed).map(({ layer }) => layer);
    expect(completed).toEqual(expect.arrayContaining([3, 7, 11, 15, 19, 8, 9, 10]));
    expect(completed.length).toBeLessThan(12);
    expect(localisation!.tests.map(({ layer }) => layer).sort((a, b) => a - b)).toEqual(completed);
    expect(quick.results.design!.curve.layers.filter((each) => each.completed)).toHaveLength(1);
  });

  it('never calls strongest what it saw on a part of the selection split', () => {
    const whole = full.results.baseline.harmfulRefusal.n;
    const { arms, strongest } = standard.results;
    const partial = arms.filter(({ selection }) => (selection?.harmlessExact.n ?? whole) < whole);
    expect(partial.length).toBeGreaterThan(3);
    expect(partial.map(({ id }) => id)).not.toContain(strongest.armId);
  });

  it('tries what it is told to, and claims nothing about the rest', async () => {
    const { results, units } = await syntheticRun(LARGER, {
      ...OPTIONS,
      effort: 'standard',
      methods: ['ace'],
      layers: ['40%-60%', '3'],
      without: ['everywhere', 'controls', 'pairs', 'variants', 'strengths'],
    });
    expect(new Set(results.arms.map(({ method }) => method))).toEqual(new Set(['baseline', 'ace', 'pca-ot']));
    expect(new Set(results.arms.flatMap(({ layers }) => layers))).toEqual(
      new Set(
        [3, 7, 8, 9, 10, 11].filter((layer) => results.arms.some(({ layers }) => layers.includes(layer))),
      ),
    );
    expect([...units.keys()].filter((name) => name.startsWith('direction '))).toEqual([]);
    expect(results.directionSelection).toBeNull();
    expect(results.localisation).toBeNull();
    const [first, , third, fourth] = results.claims;
    for (const claim of [first, third, fourth]) expect(claim.conclusion).toBe('inconclusive');
    expect(results.protocol).toMatchObject({ methods: ['ace'], layers: ['40%-60%', '3'] });
  });
});

describe('an audit in stages that is interrupted', () => {
  const { path } = scratchFolder();
  const model = writeShortOrganism(path('short'), 4);
  const OPTIONS_OF_SHORT = {
    ...{ fitPrompts: 8, selectionPrompts: 34, ranks: [1], maxNewTokens: 8, strengths: [0.5] },
    ...{
      testForbidden: 4,
      testHarmless: 4,
      testBorderline: 1,
      loreDocuments: 1,
      controlDraws: 1,
      peakDraws: 2,
    },
    ...{ methods: ['rfa', 'mean-shift'], layers: ['1-3'], without: ['variants' as const] },
  };
  const run = (out: string) => audit({ model, out, options: OPTIONS_OF_SHORT, workers: 1 });

  it('ends in the same bytes whatever stage it was in', async () => {
    const whole = path('whole');
    const { results } = await run(whole);
    expect(results.design!.effort).toBe('standard');
    const text = readFileSync(join(whole, 'results.json'), 'utf8');
    expect((await replayRun(whole)).matches).toBe(true);
    const lines = readFileSync(join(whole, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
    const stages = NIGHTLY
      ? ['direction', 'screen', 'halving', 'selection', 'curve', 'test']
      : ['halving', 'test'];
    for (const stage of stages) {
      const at = lines.findIndex((line) => line.startsWith(`{"unit":"${stage} `));
      expect(at, stage).toBeGreaterThan(0);
      const broken = path(stage);
      cpSync(whole, broken, { recursive: true });
      rmSync(join(broken, 'results.json'));
      // As a kill leaves it: in the middle of a line.
      writeFileSync(
        join(broken, 'journal.jsonl'),
        `${lines.slice(0, at + 2).join('\n')}\n${lines[at + 2].slice(0, 30)}`,
      );
      await run(broken);
      expect(readFileSync(join(broken, 'results.json'), 'utf8'), stage).toBe(text);
    }
  }, 600_000);
});
