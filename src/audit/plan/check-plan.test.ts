import { describe, expect, it } from 'vitest';
import { DEFAULT_AUDIT_OPTIONS } from '../subject/audit-options.ts';
import { checkPlan } from './check-plan.ts';

const MODEL = { layers: 12, hiddenSize: 128 };

describe('checkPlan', () => {
  it('takes the default plan, and ranks up to half of the dimensions', () => {
    checkPlan(MODEL, DEFAULT_AUDIT_OPTIONS);
    checkPlan(MODEL, { ...DEFAULT_AUDIT_OPTIONS, ranks: [64] });
    checkPlan(MODEL, { ...DEFAULT_AUDIT_OPTIONS, ranks: [128], controlDraws: 0 });
  });

  it.each([
    ['K = 65 of 128', MODEL, { ranks: [1, 65] }],
    ['K = 129 of 128', MODEL, { ranks: [129], controlDraws: 0 }],
    ['2 per class', MODEL, { selectionPrompts: 2 }],
    ['cut short what judge rubric', MODEL, { judges: ['rubric=m'], stopSettled: true as const }],
    ['there is no method ece in an audit', MODEL, { methods: ['rfa', 'ece'] }],
    ['12 is not in this model', MODEL, { layers: ['3', '12'] }],
    ['10-12 is not in this model', MODEL, { layers: ['10-12'] }],
    ['41%-41.5% is not in this model', MODEL, { layers: ['41%-41.5%'] }],
    ['middle is not a layer, a range or a depth', MODEL, { layers: ['middle'] }],
    ['9-4 is descending', MODEL, { layers: ['9-4'] }],
    ['60%-40% is descending', MODEL, { layers: ['60%-40%'] }],
    ['hold layer 0 alone', MODEL, { layers: ['0'] }],
    ['has 1 layer', { ...MODEL, layers: 1 }, {}],
  ])('refuses what would fail later: %s', (message, model, change) => {
    expect(() => checkPlan(model, { ...DEFAULT_AUDIT_OPTIONS, ...change })).toThrow(message);
  });
});
