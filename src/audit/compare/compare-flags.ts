import type { RateTest } from '../../results/run-comparison.ts';
import { independentTest } from '../../statistics/independent-test.ts';
import { pairedTest } from '../../statistics/paired-test.ts';
import { rateOfFlags } from '../../statistics/rate.ts';

/** Success by prompt, with the prompts' duplicate groups. */
export interface Flags {
  readonly flags: readonly boolean[];
  readonly groups: readonly number[];
}

/** B against A: prompt by prompt where the prompts are the same, else as independent samples. */
export function compareFlags(a: Flags, b: Flags, paired: boolean): RateTest {
  const rates = { a: rateOfFlags(a.flags, a.groups), b: rateOfFlags(b.flags, b.groups), paired };
  if (!paired) {
    const { p, method, difference, interval } = independentTest(b, a);
    return { ...rates, p, method, difference, interval, onlyA: null, onlyB: null };
  }
  const { p, method, difference, interval, onlyFirst, onlySecond } = pairedTest(b.flags, a.flags, a.groups);
  return { ...rates, p, method, difference, interval, onlyA: onlySecond, onlyB: onlyFirst };
}
