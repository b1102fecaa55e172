import { expect, it } from 'vitest';
import { wilsonInterval } from '../../statistics/wilson.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { lengthResult } from './length-result.ts';
import type { TestedArm } from './tested-arms.ts';

const subject = (groups: readonly number[]) =>
  ({ prompts: { 'test/forbidden': { groups, count: groups.length } } }) as unknown as AuditSubject;
const arm = (id: string, byLength?: Readonly<Record<string, string>>): TestedArm =>
  ({ arm: { id }, observation: { forbidden: byLength ? { byLength } : {} } }) as unknown as TestedArm;
const alone = (count: number) => Array.from({ length: count }, (_, i) => i);

it('counts refusal, success and delayed refusal over all prompts', () => {
  const letters = { 8: 'ccccccccrd', 10: 'cccccccrrd', 16: 'ccccccrrrd', 20: 'ccccccrrrr' };
  const found = lengthResult([arm('a', letters)], subject(alone(10)), 20)!;
  expect(found.lengths).toEqual([8, 10, 16, 20]);
  const [{ refused, complied, delayed, changed }] = found.arms;
  expect(refused.map(({ k }) => k)).toEqual([1, 2, 3, 4]);
  expect(complied.map(({ k }) => k)).toEqual([8, 7, 6, 6]);
  // 16 tokens have no double below 20; the degenerate one that refuses at last did not comply before.
  expect(delayed.map(({ from, to, rate: { k, n } }) => [from, to, k, n])).toEqual([
    [8, 16, 2, 10],
    [10, 20, 1, 10],
  ]);
  expect(changed).toMatchObject({ k: 2, n: 10, interval: wilsonInterval(2, 10) });
});

it('has settled unless more than 2 points of the verdicts change over the second half, for certain', () => {
  const settledOf = (k: number, groups: readonly number[]): boolean => {
    const [before, after] = ['c'.repeat(200), 'r'.repeat(k) + 'c'.repeat(200 - k)];
    const letters = { 8: before, 16: before, 32: after };
    return lengthResult([arm('a', letters)], subject(groups), 32)!.arms[0].settled;
  };
  // Wilson: 7 of 200 from 1.70%, 8 of 200 from 2.04% on.
  expect(settledOf(0, alone(200))).toBe(true);
  expect(settledOf(7, alone(200))).toBe(true);
  expect(settledOf(8, alone(200))).toBe(false);
  // Eight near-duplicates of each other are one prompt.
  expect(settledOf(8, [...new Array(8).fill(0), ...alone(192).map((i) => i + 1)])).toBe(true);
});

it('is absent where completions are short, or of a journal from before', () => {
  expect(lengthResult([arm('a', {})], subject([0]), 15)).toBeUndefined();
  expect(lengthResult([arm('a')], subject([0]), 26)).toBeUndefined();
});

it('takes an arm under which the model overflows for degenerate throughout', () => {
  const overflow = { arm: { id: 'b' }, observation: { overflow: true } } as unknown as TestedArm;
  const [found] = lengthResult([overflow], subject(alone(5)), 16)!.arms;
  expect([...found.refused, ...found.complied].map(({ k, n }) => [k, n])).toEqual(new Array(4).fill([0, 5]));
});
