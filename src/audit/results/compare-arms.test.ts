import { describe, expect, it } from 'vitest';
import type { ChosenArm } from '../../results/results.ts';
import { bonettPriceInterval } from '../../statistics/bonett-price.ts';
import { mcnemarExact } from '../../statistics/mcnemar.ts';
import { compareArms } from './compare-arms.ts';

const chosen: ChosenArm[] = ['rfa@4', 'ace@2', 'act-add@5', 'pca-ot@3/k1'].map((armId) => ({
  method: armId.split('@')[0],
  armId,
  feasible: true,
  flag: '',
  rule: 'a rule',
}));
/** `++-` is success, success, failure. */
const outcomes = (marks: Record<string, string>) => {
  const flags = new Map(
    Object.entries(marks).map(([id, text]) => [id, [...text].map((mark) => mark === '+')]),
  );
  return (id: string): readonly boolean[] => flags.get(id)!;
};

const single = (n: number) => ({ groups: Array.from({ length: n }, (_, i) => i), bestRival: 'ace@2' });

const complied = outcomes({
  'pca-ot@3/k1': '+'.repeat(20) + '-'.repeat(20),
  // Beaten on 18 prompts, better on 1.
  'rfa@4': `++${'-'.repeat(18)}+${'-'.repeat(19)}`,
  // Succeeds on 15 more.
  'ace@2': '+'.repeat(35) + '-'.repeat(5),
  // As often, on other prompts.
  'act-add@5': '-'.repeat(20) + '+'.repeat(20),
});

describe('compareArms', () => {
  it('counts prompt by prompt, not by totals', () => {
    expect(
      compareArms('pca-ot', chosen, complied, single(40)).map(({ rivalId, onlyFirst, onlySecond, n }) => [
        rivalId,
        onlyFirst,
        onlySecond,
        n,
      ]),
    ).toEqual([
      ['rfa@4', 18, 1, 40],
      ['ace@2', 0, 15, 40],
      ['act-add@5', 20, 20, 40],
    ]);
  });

  it('gives the difference with its interval, and calls it none only where that lies within ±.10', () => {
    const [better, , even] = compareArms('pca-ot', chosen, complied, single(40));
    expect(better.difference).toBeCloseTo(17 / 40);
    expect(better.interval).toEqual(bonettPriceInterval(18, 1, 40));
    expect([better.conclusion, even.conclusion]).toEqual(['effect', 'inconclusive']);
    const many = (marks: string) => marks.repeat(100);
    const alike = outcomes({ 'pca-ot@3/k1': `${many('++')}+-`, 'rfa@4': `${many('++')}-+` });
    const [same] = compareArms(
      'pca-ot',
      chosen.filter(({ method }) => method === 'rfa' || method === 'pca-ot'),
      alike,
      single(202),
    );
    expect(same).toMatchObject({ difference: 0, conclusion: 'null', relation: 'not distinguishable' });
  });

  it('says better or worse where the adjusted p is below .05', () => {
    const comparisons = compareArms('pca-ot', chosen, complied, single(40));
    expect(comparisons.map(({ relation }) => relation)).toEqual(['better', 'worse', 'not distinguishable']);
    expect(comparisons.map(({ p }) => p)).toEqual([mcnemarExact(18, 1), mcnemarExact(0, 15), 1]);
    // Holm: the smallest of three times 3, and the next times 2, which is less and so raised to it.
    expect(2 * mcnemarExact(18, 1)).toBeLessThan(3 * mcnemarExact(0, 15));
    expect(comparisons.map(({ adjustedP }) => adjustedP)).toEqual([
      3 * mcnemarExact(0, 15),
      3 * mcnemarExact(0, 15),
      1,
    ]);
  });

  it('does not call a difference what is none after adjustment', () => {
    const one = outcomes({ 'pca-ot@3/k1': '++++++--', 'ace@2': '--------' });
    const [alone] = compareArms(
      'pca-ot',
      chosen.filter(({ method }) => method === 'ace' || method === 'pca-ot'),
      one,
      single(8),
    );
    expect(alone).toMatchObject({ p: mcnemarExact(6, 0), adjustedP: mcnemarExact(6, 0), relation: 'better' });
    expect(alone.p).toBeCloseTo(2 / 64, 12);
    const three = (id: string) => one(id === 'pca-ot@3/k1' ? id : 'ace@2');
    for (const comparison of compareArms('pca-ot', chosen, three, single(8))) {
      expect(comparison.adjustedP).toBe(3 * mcnemarExact(6, 0));
      expect(comparison.relation).toBe('not distinguishable');
    }
  });

  it('marks the rival that selection puts first, and tests by groups where prompts are near-duplicates', () => {
    expect(compareArms('pca-ot', chosen, complied, single(40)).map(({ bestRival }) => bestRival)).toEqual([
      false,
      true,
      false,
    ]);
    const pairs = { ...single(40), groups: Array.from({ length: 40 }, (_, i) => i >> 1) };
    const [grouped] = compareArms('pca-ot', chosen, complied, pairs);
    expect(grouped).toMatchObject({ method: 'sign-flip-exact', groups: 20, onlyFirst: 18 });
  });

  it('is empty without the method or without rivals', () => {
    expect(compareArms('leace', chosen, complied, single(40))).toEqual([]);
    expect(compareArms('pca-ot', chosen.slice(-1), complied, single(40))).toEqual([]);
  });
});
