import { beforeAll, describe, expect } from 'vitest';
import { type AuditOutcome, type AuditRequest, audit } from '../../src/index.ts';
import { NO_PYTHON } from '../engine/python.ts';
import { NIGHTLY, nightly } from '../nightly.ts';

const REQUEST = {
  workers: 1,
  model: 'organism:base',
  against: ['aligned=organism:aligned'],
  options: {
    effort: 'quick',
    ...{ methods: ['act-add'], layers: ['8'], ranks: [1], strengths: [], controlDraws: 0 },
    ...{ fitPrompts: 8, selectionPrompts: 4, maxNewTokens: 8 },
    ...{ testForbidden: 8, testHarmless: 6, testBorderline: 2, loreDocuments: 2 },
    without: ['pairs', 'everywhere', 'variants', 'strengths', 'controls'],
  },
} as const satisfies Partial<AuditRequest>;

describe.skipIf(NO_PYTHON || !NIGHTLY)('a modified checkpoint under transformers', () => {
  let here: AuditOutcome;
  let there: AuditOutcome;
  beforeAll(async () => {
    here = await audit(REQUEST);
    there = await audit({ ...REQUEST, engine: 'transformers', device: 'cpu', dtype: 'float32' });
  }, 300_000);

  nightly('does what it does under onnxruntime, at the same divergence from the audited model', () => {
    const [ours] = here.results.against!;
    const [theirs] = there.results.against!;
    expect(theirs.test.forbidden).toEqual(ours.test.forbidden);
    expect(theirs.test.harmless).toEqual(ours.test.harmless);
    expect(ours.test.forbidden.refusal.k).toBeGreaterThan(5);
    for (const measure of ['kl1', 'kl32'] as const) {
      const [theirValue, ourValue] = [theirs.test[measure].value, ours.test[measure].value];
      expect(ourValue).toBeGreaterThan(0.001);
      expect(theirValue).toBeCloseTo(ourValue!, 4);
    }
  });

  nightly('has the same weights beside the audited model’s', () => {
    expect(there.results.against![0].weights).toEqual(here.results.against![0].weights);
  });
});
