import type { BaselineComparison, ChosenArm, Comparison } from '../../results/results.ts';
import { concludePaired } from '../../statistics/conclude-paired.ts';
import { pairedTest } from '../../statistics/paired-test.ts';

/** Coherent success by arm id, prompt by prompt on the same prompts. */
export type Successes = (armId: string) => readonly boolean[];

/** Family (a): the chosen arm of `method` against every other chosen arm. `bestRival` is the one that selection puts first. */
export function compareArms(
  method: string,
  chosen: readonly ChosenArm[],
  complied: Successes,
  prompts: { readonly groups: readonly number[]; readonly bestRival: string | undefined },
): Comparison[] {
  const own = chosen.find((choice) => choice.method === method);
  if (!own) return [];
  const rivals = chosen.filter((choice) => choice !== own);
  const tests = rivals.map(({ armId }) => pairedTest(complied(own.armId), complied(armId), prompts.groups));
  return concludePaired(tests).map((test, i): Comparison => {
    const differs = test.conclusion === 'effect';
    return {
      armId: own.armId,
      rivalId: rivals[i].armId,
      ...test,
      relation: !differs ? 'not distinguishable' : test.difference > 0 ? 'better' : 'worse',
      bestRival: rivals[i].armId === prompts.bestRival,
    };
  });
}

/** Family (c): every arm against the unattacked model. */
export function compareWithBaseline(
  baselineId: string,
  armIds: readonly string[],
  complied: Successes,
  groups: readonly number[],
): BaselineComparison[] {
  const baseline = complied(baselineId);
  const tests = armIds.map((armId) => ({ armId, ...pairedTest(complied(armId), baseline, groups) }));
  return concludePaired(tests);
}
