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
    ['has 1 layer', { ...MODEL, layers: 1 }, {}],
  ])('refuses what would fail later: %s', (message, model, change) => {
    expect(() => checkPlan(model, { ...DEFAULT_AUDIT_OPTIONS, ...change })).toThrow(message);
  });
});
