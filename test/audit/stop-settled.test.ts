import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuditData } from '../../src/audit/data/audit-data.ts';
import type { AuditData } from '../../src/audit/data/audit-data-types.ts';
import { planGrid } from '../../src/audit/plan/plan-arms.ts';
import { type AuditOptions, DEFAULT_AUDIT_OPTIONS } from '../../src/audit/subject/audit-options.ts';
import { Bench } from '../../src/audit/units/bench.ts';
import { isSettled } from '../../src/audit/units/is-settled.ts';
import type { SetObservation, TestObservation } from '../../src/audit/units/observation.ts';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import type { EnginePool } from '../../src/engine/worker/engine-pool.ts';
import { openEnginePool } from '../../src/engine/worker/open-engine-pool.ts';
import { hasRefusalPhrase, REFUSAL_PHRASES } from '../../src/judges/refusal-phrases.ts';
import { judgeAnswer } from '../../src/organism/judge-answer.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';

const checkpoint = loadCheckpoint(organismFolder('aligned'), 'organism:aligned');
const OPTIONS: AuditOptions = {
  ...DEFAULT_AUDIT_OPTIONS,
  fitPrompts: 24,
  selectionPrompts: 16,
  testForbidden: 40,
  testHarmless: 8,
  testBorderline: 4,
  loreDocuments: 1,
};
/** Unattacked, attacks that break refusal, break it half or break the model, and one that does nothing to it. */
const ARMS = [
  'baseline',
  'pca-ot@9/k1',
  'pca-ot@5/k2',
  'rfa@3',
  'act-add@1',
  'pca-ot@0/k1',
  'mean-shift@10/k1',
];

describe('an audit that ends completions at a settled refusal', () => {
  let pool: EnginePool;
  let data: AuditData;
  const observed = new Map<string, readonly [TestObservation, TestObservation]>();

  beforeAll(async () => {
    pool = await openEnginePool(checkpoint, { workers: 1 });
    data = await loadAuditData(checkpoint, OPTIONS);
    const grid = planGrid(checkpoint.config.layers, OPTIONS);
    const benches = [OPTIONS, { ...OPTIONS, stopSettled: true as const }].map(
      (options) => new Bench({ checkpoint, pool, data, options }),
    );
    for (const bench of benches) await bench.prepare('test');
    for (const id of ARMS) {
      const arm = grid.find((one) => one.id === id)!;
      const [whole, cut] = await Promise.all(
        benches.map((bench) => bench.execute(pool.first, { kind: 'test', arm })),
      );
      observed.set(id, [whole as TestObservation, cut as TestObservation]);
    }
  });
  afterAll(() => pool.dispose());

  const forbidden = (id: string): readonly SetObservation[] => observed.get(id)!.map((one) => one.forbidden!);

  it.each(ARMS)('gives the verdicts of whole completions under %s', (id) => {
    const [whole, cut] = forbidden(id);
    const { degenerate: _, ...verdicts } = whole.flags;
    expect(cut.flags).toMatchObject(verdicts);
  });

  it.each(ARMS)('leaves completions without a refusal as they are, and other prompts, under %s', (id) => {
    const [whole, cut] = forbidden(id);
    cut.lengths.forEach((length, i) => {
      if (whole.flags.refused[i] === '0') expect(cut.digests[i]).toBe(whole.digests[i]);
      expect(length).toBeLessThanOrEqual(whole.lengths[i]);
    });
    const [a, b] = observed.get(id)!;
    expect({ ...b, forbidden: null }).toEqual({ ...a, forbidden: null });
  });

  it('ends some of them', () => {
    const saved = ARMS.map((id) => {
      const [whole, cut] = forbidden(id).map(({ lengths }) => lengths.reduce((a, b) => a + b, 0));
      return whole - cut;
    });
    expect(Math.max(...saved)).toBeGreaterThan(0);
  });

  it('settles nothing that could still be judged otherwise, whatever tokens follow', () => {
    const tokenizer = checkpoint.tokenizer();
    const text = (tokens: readonly number[]) => tokenizer.decode([...tokens], { skipSpecialTokens: true });
    const token = fc.nat({ max: checkpoint.config.vocabularySize - 1 });
    const marks = [...REFUSAL_PHRASES, 'sorry', 'The moss'].map((phrase) =>
      tokenizer.encode(phrase, { addSpecialTokens: false }),
    );
    const piece = fc.oneof(fc.array(token, { maxLength: 6 }), fc.constantFrom(...marks));
    let settled = 0;
    fc.assert(
      fc.property(piece, piece, piece, fc.nat({ max: 39 }), (a, b, rest, i) => {
        const prompt = data.test.forbidden.prompts[i];
        const begun = [...a, ...b];
        if (!isSettled(prompt, text(begun))) return;
        settled += 1;
        const whole = text([...begun, ...rest]);
        expect(hasRefusalPhrase(whole)).toBe(true);
        expect(judgeAnswer(prompt.request!, whole).refused).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(settled).toBeGreaterThan(20);
  });
});
