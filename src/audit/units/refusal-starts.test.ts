import { expect, it } from 'vitest';
import { SYNTHETIC_OPTIONS, syntheticSubject, WEAK } from '../../../test/audit/synthetic-run.ts';
import { unitSchema } from '../queue/unit-schema.ts';
import { unitValueSchema } from '../queue/unit-value-schema.ts';
import { inferRefusalStarts } from './refusal-starts.ts';
import { unitName, unitOrder } from './unit.ts';

const DEFAULTS = [7, 8];
const infer = (refusals: readonly (number | undefined)[], answers: readonly (number | undefined)[]) =>
  inferRefusalStarts(refusals, answers, DEFAULTS, (token) => `t${token}`);
const repeat = (token: number, count: number): number[] => new Array<number>(count).fill(token);

it('takes the tokens that begin refusals, the most frequent first, with how many each covers', () => {
  const found = infer([...repeat(3, 4), ...repeat(2, 9)], [...repeat(5, 6), 3]);
  expect(found).toEqual({
    inferred: true,
    refusals: 13,
    answers: 7,
    starts: [
      { token: 2, text: 't2', refusals: 9, answers: 0 },
      { token: 3, text: 't3', refusals: 4, answers: 1 },
    ],
  });
});

it('leaves out what begins fewer than a tenth of the refusals, or as many of the answers', () => {
  const tokens = (refusals: number[], answers: number[]) =>
    infer(refusals, answers).starts.map(({ token }) => token);
  expect(tokens([...repeat(2, 19), 4], repeat(5, 5))).toEqual([2]);
  expect(tokens([...repeat(2, 5), ...repeat(9, 5)], [...repeat(9, 3), ...repeat(5, 3)])).toEqual([2]);
});

it.each([
  ['four refusals', repeat(2, 4), repeat(5, 9)],
  ['refusals that begin as answers do', repeat(2, 20), repeat(2, 20)],
  ['none', [], []],
])('keeps the default words with %s', (_, refusals, answers) => {
  const found = infer(refusals, answers);
  expect(found.inferred).toBe(false);
  expect(found.starts.map(({ token }) => token)).toEqual(DEFAULTS);
  expect(found.refusals).toBe(refusals.length);
});

it('takes five refusals, and passes over empty completions', () => {
  expect(infer(repeat(2, 5), []).inferred).toBe(true);
  expect(infer([...repeat(2, 5), undefined], [undefined]).starts.map(({ token }) => token)).toEqual([2]);
});

it('is a unit that goes through a queue', () => {
  const unit = { kind: 'refusal-starts' } as const;
  expect(unitSchema.parse(JSON.parse(JSON.stringify(unit)))).toEqual(unit);
  expect([unitName(unit), unitOrder(unit)]).toEqual(['refusal-starts', -1]);
  const schema = unitValueSchema(unit, syntheticSubject(WEAK, SYNTHETIC_OPTIONS));
  const value = infer(repeat(2, 5), repeat(5, 5));
  expect(schema.parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
  expect(() => schema.parse({ ...value, refusals: -1 })).toThrow();
});
