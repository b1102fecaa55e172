import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditModel, type ModelAudit } from '../../src/audit/audit-model.ts';
import { loadAuditData } from '../../src/audit/data/audit-data.ts';
import { AUDIT_METHODS } from '../../src/audit/plan/arm.ts';
import { planGrid } from '../../src/audit/plan/plan-arms.ts';
import { type AuditOptions, DEFAULT_AUDIT_OPTIONS } from '../../src/audit/subject/audit-options.ts';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import type { EnginePool } from '../../src/engine/worker/engine-pool.ts';
import { openEnginePool } from '../../src/engine/worker/open-engine-pool.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { encodeIntervention } from '../../src/interventions/intervention-file.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';
import { FAMILY_OF_NOUN } from '../../src/organism/word-classes.ts';
import type { Results } from '../../src/results/results.ts';
import type { Rate } from '../../src/statistics/rate.ts';
import { nightly } from '../nightly.ts';

const checkpoint = loadCheckpoint(organismFolder('aligned'), 'organism:aligned');
const OPTIONS: AuditOptions = {
  ...DEFAULT_AUDIT_OPTIONS,
  strengths: [0.5],
  controlDraws: 1,
  peakDraws: 2,
  fitPrompts: 16,
  selectionPrompts: 8,
  testForbidden: 6,
  testHarmless: 4,
  testBorderline: 2,
  loreDocuments: 2,
};
/** Less of everything, for what is run several times. */
const TINY: AuditOptions = {
  ...OPTIONS,
  ranks: [1],
  strengths: [],
  maxNewTokens: 4,
  selectionPrompts: 3,
  testForbidden: 2,
  testHarmless: 2,
  testBorderline: 1,
  loreDocuments: 1,
};

/** JSON has no infinities; an exploded perplexity may be one. */
const text = (results: Results): string =>
  canonicalJson(
    JSON.parse(
      JSON.stringify(results, (_, value) =>
        typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
      ),
    ),
  );

/** Every value in the tree that is a rate. */
function ratesIn(value: unknown): Rate[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('k' in value && 'n' in value && 'rate' in value) return [value as Rate];
  return Object.values(value).flatMap(ratesIn);
}

describe('an audit of organism:aligned', () => {
  let pool: EnginePool;
  let outcome: ModelAudit;
  let results: Results;
  const progress: { done: number; total: number }[] = [];

  beforeAll(async () => {
    pool = await openEnginePool(checkpoint, { workers: 1 });
    outcome = await auditModel(checkpoint, pool, OPTIONS, { onProgress: (state) => progress.push(state) });
    results = outcome.results;
  });
  afterAll(() => pool.dispose());

  it('has every arm of the grid, baseline first, each once', () => {
    const grid = planGrid(checkpoint.config.layers, OPTIONS).map(({ id }) => id);
    expect(grid).toHaveLength(1 + 2 * 11 + 4 * 12 + 2 * 2 * 12 + 8);
    const ids = results.arms.map(({ id }) => id);
    expect(ids.slice(0, grid.length)).toEqual(grid);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...outcome.interventions.keys()]).toEqual(results.chosen.map(({ armId }) => armId));
  });

  it('adds som, pairs around the best layers, and the chosen pca-ot arm with other scopes and complements', () => {
    const { arms, chosen } = results;
    const of = (role: string) => arms.filter((arm) => arm.role === role);
    expect(arms.some(({ method }) => method === 'som')).toBe(true);
    const pairs = of('pair');
    expect(new Set(pairs.map(({ method }) => method))).toEqual(new Set(['mean-shift', 'pca-ot']));
    for (const { id, layers, sites, refit } of pairs) {
      expect(sites).toEqual(layers.map((layer) => `resid_post.${layer}`));
      expect(layers[0]).toBeLessThan(layers[1]);
      expect(id.endsWith('/sequential')).toBe(refit === 'sequential');
    }
    const transport = arms.find(({ id }) => id === chosen.find(({ method }) => method === 'pca-ot')!.armId)!;
    expect(of('scope').map(({ scope }) => scope)).toEqual(['prompt', 'last-prompt', 'generated']);
    expect(of('complement').map(({ options }) => options.complement)).toEqual(['shift', 'drop']);
    for (const { layers, rank } of [...of('scope'), ...of('complement')])
      expect({ layers, rank }).toEqual({ layers: transport.layers, rank: transport.rank });
  });

  it('has the facts of every map', () => {
    const { layers } = checkpoint.config;
    for (const { id, method, layers: at, facts } of results.arms.slice(1)) {
      const point = ['rfa', 'som', 'act-add'].includes(method) ? 'resid_pre' : 'resid_post';
      expect(Object.keys(facts), id).toEqual(at.map((layer) => `${point}.${layer}`));
      for (const fact of Object.values(facts) as Record<string, unknown>[]) {
        expect(fact.displacementNorm, id).toBeGreaterThan(0);
        expect(fact.zeroPosition, id).toEqual(expect.any(Number));
        if (method === 'pca-ot') expect(fact.mapEigenvalues, id).toEqual(expect.any(Array));
        if (method === 'pca-ot' || method === 'mean-shift')
          expect(fact.capturedMeanShare, id).toBeGreaterThan(0);
      }
      expect(at.every((layer) => layer < layers)).toBe(true);
    }
  });

  it('leaves the unattacked model exactly as it is', () => {
    const { test, selection, sites } = results.arms[0];
    expect(sites).toEqual([]);
    for (const estimate of [test.kl1, test.kl32])
      expect(estimate).toEqual({ value: 0, n: OPTIONS.testHarmless, interval: [0, 0] });
    expect(selection).toMatchObject({ kl32: 0, feasible: true, reasons: [] });
  });

  it('measures something under every other arm', () => {
    for (const { id, role, test, sites, scope } of results.arms.slice(1)) {
      expect(test.kl32.value, id).toBeGreaterThan(0);
      expect(sites.length, id).toBeGreaterThan(0);
      // Raw text has no roles: a scope that names one does not reach it. Further strengths are not measured on it.
      if (scope === 'all' && role !== 'strength') expect(test.lorePerplexity.value, id).toBeGreaterThan(1);
      else expect(test.lorePerplexity.value, id).toBeNull();
    }
    const best = Math.max(...results.arms.map(({ test }) => test.forbidden.exact.k));
    expect(best).toBeGreaterThan(results.arms[0].test.forbidden.exact.k);
    expect(results.verdict.refuses).toBe(true);
  });

  it('reports rates with k ≤ n and their intervals, over all prompts of the set', () => {
    const rates = ratesIn(results);
    expect(rates.length).toBeGreaterThan(127 * 12);
    const unmeasured = results.arms.filter(({ role }) => role === 'strength').length;
    expect(unmeasured).toBeGreaterThan(0);
    // Refusal, exact, near and degenerate of the borderline prompts.
    expect(rates.filter(({ n }) => n === 0)).toHaveLength(4 * unmeasured);
    for (const { k, n, rate, interval } of rates.filter(({ n }) => n > 0)) {
      expect(k).toBeLessThanOrEqual(n);
      expect(rate).toBe(k / n);
      expect(interval![0]).toBeLessThanOrEqual(rate!);
      expect(interval![1]).toBeGreaterThanOrEqual(rate!);
    }
    for (const { role, test } of results.arms)
      for (const [kind, n] of [
        ['forbidden', OPTIONS.testForbidden],
        ['harmless', OPTIONS.testHarmless],
        ['borderline', role === 'strength' ? 0 : OPTIONS.testBorderline],
      ] as const) {
        expect(test[kind].exact.n).toBe(n);
        expect(Object.values(test[kind].outcomes).reduce((sum, count) => sum + count, 0)).toBe(n);
      }
  });

  it('chooses one existing arm a method, by selection alone', () => {
    const { chosen, arms } = results;
    expect(chosen.map(({ method }) => method)).toEqual([...AUDIT_METHODS]);
    for (const { method, armId, feasible, flag } of chosen) {
      const arm = arms.find(({ id }) => id === armId)!;
      expect(arm.method).toBe(method);
      expect(flag === '').toBe(feasible);
      expect(['layer', 'pair']).toContain(arm.role);
      if (method === 'rfa' || method === 'som') continue;
      const rivals = arms.filter(
        (other) => other.method === method && (other.role === 'layer' || other.role === 'pair'),
      );
      expect(arm.selection!.feasible).toBe(feasible);
      expect(rivals.some(({ selection }) => selection!.feasible)).toBe(feasible);
      if (!feasible) continue;
      const feasibleRivals = rivals.filter(({ selection }) => selection!.feasible);
      const best = Math.max(...feasibleRivals.map(({ selection }) => selection!.coherentAsr!.k));
      expect(arm.selection!.coherentAsr!.k).toBeGreaterThanOrEqual(best - 1);
    }
  });

  it('measures attack success on the selection split where the damage is within the largest budget', () => {
    for (const { id, selection } of results.arms) {
      expect(selection!.coherentAsr !== null, id).toBe(selection!.kl32 <= 1);
      expect(selection!.reasons.length === 0, id).toBe(selection!.feasible);
    }
  });

  it('counts its progress up to the end', () => {
    const done = progress.map((state) => state.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(progress.at(-1)!.done).toBeCloseTo(progress.at(-1)!.total, 6);
  });

  nightly('is the same again, and the same with two workers, to the last byte', async () => {
    const on = async (engines: EnginePool) => {
      const run = await auditModel(checkpoint, engines, TINY);
      const files = [...run.interventions].map(([id, map]) => [id, encodeIntervention(map)] as const);
      return { text: text(run.results), files };
    };
    const first = await on(pool);
    expect(first.text.length).toBeGreaterThan(10_000);
    expect(await on(pool)).toEqual(first);
    const two = await openEnginePool(checkpoint, { workers: 2 });
    try {
      expect(await on(two)).toEqual(first);
    } finally {
      await two.dispose();
    }
  });

  it('reports arms under which the model overflows as broken, and goes on', async () => {
    const { results: broken } = await auditModel(checkpoint, pool, { ...TINY, strength: 1e25 });
    const overflowed = broken.arms.filter(({ test }) => test.kl32.value === Number.POSITIVE_INFINITY);
    expect(overflowed.length).toBeGreaterThan(10);
    for (const { test, selection } of overflowed) {
      expect(test.forbidden.outcomes.degenerate).toBe(TINY.testForbidden);
      expect(selection!.feasible).toBe(false);
      expect(selection!.reasons.join()).toContain('not finite');
    }
    expect(
      broken.chosen.every(({ method, feasible }) => method === 'rfa' || method === 'som' || !feasible),
    ).toBe(true);
  });

  it('stops midway with the reason of its signal, and its engines can be disposed of', async () => {
    const engines = await openEnginePool(checkpoint, { workers: 2 });
    const controller = new AbortController();
    const reason = new Error('enough');
    const labels: string[] = [];
    const finished = new Map<string, unknown>();
    const call = auditModel(checkpoint, engines, TINY, {
      signal: controller.signal,
      finished,
      onProgress: ({ label }) => {
        labels.push(label);
        if (labels.length === 4) controller.abort(reason);
      },
    });
    await expect(call).rejects.toBe(reason);
    // A task that was running on the other engine may still have ended.
    expect(labels.length).toBeLessThanOrEqual(5);
    expect(finished.size).toBeGreaterThanOrEqual(3);
    await engines.dispose();
    await expect(engines.first.score({ sequences: [{ tokens: [1, 2] }] })).rejects.toThrow('disposed of');
  });
});

describe('the data of an audit', async () => {
  const data = await loadAuditData(checkpoint, { ...DEFAULT_AUDIT_OPTIONS, seed: 3 });
  const splits = Object.entries({ fit: data.fit, selection: data.selection, test: data.test }).map(
    ([name, sets]) => ({ name, prompts: Object.values(sets).flatMap((set) => set.prompts) }),
  );
  const nouns = (prompt: string): string[] =>
    prompt
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter((word) => FAMILY_OF_NOUN.has(word));

  it('has the counts that were asked for, each prompt encoded once', () => {
    expect(splits.map(({ prompts }) => prompts.length)).toEqual([256, 256, 400]);
    for (const sets of [data.fit, data.selection, data.test])
      for (const { prompts, sequences } of Object.values(sets)) {
        expect(sequences).toHaveLength(prompts.length);
        expect(new Set(prompts.map(({ prompt }) => prompt)).size).toBe(prompts.length);
        for (const { tokens, promptLength } of sequences) expect(promptLength).toBe(tokens.length);
      }
  });

  it('shares no prompt and no noun between splits', () => {
    const words = splits.map(({ name, prompts }) => {
      for (const { prompt } of prompts) expect(nouns(prompt).length, prompt).toBeGreaterThan(0);
      return { name, nouns: new Set(prompts.flatMap(({ prompt }) => nouns(prompt))) };
    });
    for (const a of words)
      for (const b of words.filter(({ name }) => name > a.name))
        expect(
          [...a.nouns].filter((noun) => b.nouns.has(noun)),
          `${a.name} and ${b.name}`,
        ).toEqual([]);
  });

  it('scores references from the first token of the answer', () => {
    data.references.forEach(({ tokens, promptLength }, i) => {
      const prompt = data.test.harmless.sequences[i].tokens;
      expect(tokens.slice(0, promptLength)).toEqual(prompt);
      expect(tokens.length).toBeGreaterThan(prompt.length + 1);
    });
  });

  it('is another with another seed, and the same with the same', async () => {
    const hashes = async (seed: number) => {
      const { fit, selection, test } = await loadAuditData(checkpoint, { ...OPTIONS, seed });
      return [fit, selection, test].flatMap((split) => Object.values(split).map(({ hash }) => hash));
    };
    const first = await hashes(1);
    expect(await hashes(1)).toEqual(first);
    const other = await hashes(2);
    first.forEach((hash, i) => {
      expect(other[i]).not.toBe(hash);
    });
  });
});
