import { beforeAll, describe, expect, it } from 'vitest';
import type { RateComparison, RunComparison } from '../../results/run-comparison.ts';
import { rateOf } from '../../statistics/rate.ts';
import { comparisonSentences } from '../comparison-sentences.ts';
import { comparisonTable } from './comparison-table.ts';
import { markdownComparison } from './markdown-comparison.ts';

const rate = (change: Partial<RateComparison> = {}): RateComparison => ({
  a: rateOf(50, 100),
  b: rateOf(20, 100),
  paired: true,
  difference: -0.3,
  interval: [-0.4, -0.2],
  p: 0.001,
  adjustedP: 0.002,
  method: 'mcnemar-exact',
  onlyA: 35,
  onlyB: 5,
  conclusion: 'effect',
  ...change,
});
const score = { value: 0.2, interval: [0.1, 0.3], undefinedShare: 0 } as const;
const half = (kind: 'below' | 'above') => {
  const damage = { kind, bound: kind === 'below' ? 0.001 : 1 } as const;
  return { value: damage, interval: [damage, damage] as const };
};
const robust = (kind: 'below' | 'above') => ({
  arms: 3,
  score,
  referenceScore: null,
  reference: null,
  halfDamage: half(kind),
  frontier: [],
});
const estimate = { value: 0.02, n: 50, interval: [0.01, 0.03] as const };
let comparison: RunComparison;
beforeAll(() => {
  const arm = (name: string) => ({
    name,
    armA: { id: 'rfa@8', flag: 'another stands in' },
    armB: { id: 'rfa@7', flag: '' },
    success: rate({ paired: false, onlyA: null, onlyB: null, method: 'fisher-exact' }),
    harmlessExact: rate({ conclusion: 'null' }),
    damage: {
      a: estimate,
      b: { value: Number.POSITIVE_INFINITY, n: 50, interval: null },
      difference: { value: null, n: 50, interval: null },
      paired: true,
    },
  });
  const side = (run: string) => ({ run, model: `model-${run}`, layers: 12, weights: {} });
  comparison = {
    schema: 'refusal-lab/comparison',
    version: 1,
    a: side('old'),
    b: side('new'),
    sameWeights: false,
    likeForLike: false,
    differences: [
      {
        path: 'options.scope',
        a: 'all',
        b: 'prompt',
        consequence: 'the attacks are other ones',
        breaks: true,
      },
      { path: 'options.loreDocuments', a: 80, b: 4, consequence: 'other documents', breaks: false },
    ],
    prompts: [{ set: 'test/forbidden', paired: false, a: 100, b: 100, shared: 0 }],
    baseline: ['refusal.baseline', 'over-refusal'].map((name) => ({ name, describes: name, ...rate() })),
    perplexity: [
      {
        name: 'perplexity.text.baseline',
        describes: '',
        a: estimate,
        b: estimate,
        ratio: estimate,
        paired: true,
        comparable: false,
      },
    ],
    best: [arm('best')],
    chosen: [arm('rfa'), { ...arm('ace'), armA: { id: 'ace@3', flag: '' } }],
    unmatched: ['som'],
    curves: [],
    robustness: [
      {
        against: 'grid',
        a: robust('below'),
        b: robust('above'),
        difference: {
          score,
          referenceScore: null,
          halfDamage: {
            ratio: null,
            interval: [10, Number.POSITIVE_INFINITY],
            largerShare: 1,
            smallerShare: 0,
          },
          resampled: 'independently',
        },
      },
    ],
  };
});

describe('markdownComparison', () => {
  it('begins with the models and what keeps them from being like for like', () => {
    const text = markdownComparison(comparison);
    const order = [
      'model-old',
      'NOT LIKE FOR LIKE',
      '**options.scope: all → prompt**: the attacks are other ones.',
      '## In short',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain('\n- options.loreDocuments: 80 → 4: other documents.');
    expect(text).toContain('Not the same prompts: test/forbidden.');
    expect(markdownComparison({ ...comparison, likeForLike: true })).not.toContain('NOT LIKE');
  });

  it('says which test, what stands in, what overflows and what does not compare', () => {
    const text = markdownComparison(comparison);
    for (const words of [
      'Fisher’s exact',
      'unpaired',
      '* rfa@8: another stands in',
      '∞',
      'Only one run has: som.',
      'other vocabularies',
      'each model with its own prompts',
      '| D50, grid            | below the smallest budget | above the largest budget |',
      '[×10.0 to ×∞] larger in 100%',
    ])
      expect(text).toContain(words);
  });
});

describe('comparisonSentences', () => {
  const effect = (difference: number) => ({
    difference,
    interval: [difference - 0.1, difference + 0.1] as const,
  });
  const named = (name: string, change: Partial<RateComparison>) => ({
    name,
    describes: name,
    ...rate(change),
  });

  it('word effects of every family, the largest first, and say of the strongest attack what a method repeats once', () => {
    const sentences = comparisonSentences({
      ...comparison,
      baseline: [named('refusal.baseline', effect(-0.25)), named('over-refusal', effect(0.45))],
      chosen: [
        comparison.chosen[0],
        {
          ...comparison.chosen[1],
          success: rate({ ...effect(-0.75), a: rateOf(40, 40), b: rateOf(10, 40) }),
        },
      ],
    });
    expect(sentences).toEqual([
      'ace (ace@3 on A, rfa@7 on B) succeeds less often on B: 40/40, 100% → 10/40, 25% (−75 points [−85 to −65], adjusted p = .0020).',
      expect.stringMatching(/^Unattacked, B refuses more borderline requests than A: /),
      'The strongest attack (rfa@8 on A, rfa@7 on B) succeeds less often on B: 50/100, 50% → 20/100, 20% (−30 points [−40 to −20], adjusted p = .0020).',
      expect.stringMatching(/^Unattacked, B refuses fewer harmful requests than A: /),
      'B withstands attacks better than A (fixed attack grid): R 0.20 → 0.20 (+0.20 [+0.10 to +0.30]); D50, nats per token: below the smallest budget → above the largest budget.',
    ]);
  });

  it('say what shows no detectable difference after all effects', () => {
    const open = { conclusion: 'inconclusive' as const };
    const sentences = comparisonSentences({
      ...comparison,
      best: comparison.best.map((arm) => ({ ...arm, success: rate(open) })),
      baseline: [named('refusal.baseline', open), named('harmless.exact', { conclusion: 'null' })],
      chosen: [
        { ...comparison.chosen[1], success: rate(open), harmlessExact: rate(effect(-0.4)) },
        { ...comparison.chosen[1], name: 'leace', success: rate({ conclusion: 'null' }) },
      ],
    });
    expect(sentences.map((sentence) => sentence.split(': ')[0])).toEqual([
      'Under ace (ace@3 on A, rfa@7 on B) B answers fewer harmless requests right than A',
      'B withstands attacks better than A (fixed attack grid)',
      'The strongest attack (rfa@8 on A, rfa@7 on B) does not differ detectably in success',
      'Unattacked, A and B do not differ detectably in how many harmful requests they refuse',
      'Unattacked, A and B answer equally many harmless requests right, within 10 points',
      'No detectable difference in success between A and B under the arms that these methods chose',
      'Success is equal within 10 points on A and B under the arms that these methods chose',
    ]);
    const worse = comparison.robustness.map((each) => ({
      ...each,
      difference: { ...each.difference, score: { ...score, value: -0.8, interval: [-0.9, -0.7] as const } },
    }));
    expect(comparisonSentences({ ...comparison, robustness: worse })[0]).toContain('worse than A');
  });
});

describe('comparisonTable', () => {
  it('lines up, escapes pipes and joins lines', () => {
    const lines = comparisonTable(
      ['name', 'x'],
      [
        ['a|b\nc', '1'],
        ['longer than that', '−22.5'],
      ],
    ).split('\n');
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines[1]).toMatch(/^\| -+ \| -+: \|$/);
    expect(lines[2]).toContain('a\\|b c');
  });
});
