import { bonettPriceInterval } from '../../statistics/bonett-price.ts';
import { holmAdjusted } from '../../statistics/holm.ts';
import { mcnemarExact } from '../../statistics/mcnemar.ts';
import type { ChosenArm, Comparison } from './results.ts';

const SIGNIFICANCE = 0.05;
/** A difference that is shown to be smaller than this counts as none. */
const NEGLIGIBLE = 0.1;

/** The chosen arm of `method` against every other chosen arm; `complied` holds success by arm id, prompt by prompt. */
export function compareArms(
  method: string,
  chosen: readonly ChosenArm[],
  complied: ReadonlyMap<string, readonly boolean[]>,
): Comparison[] {
  const own = chosen.find((choice) => choice.method === method);
  if (!own) return [];
  const a = complied.get(own.armId)!;
  const tests = chosen
    .filter((choice) => choice !== own)
    .map(({ armId }) => {
      const b = complied.get(armId)!;
      const onlyArm = a.filter((success, i) => success && !b[i]).length;
      const onlyRival = a.filter((success, i) => !success && b[i]).length;
      return {
        armId: own.armId,
        rivalId: armId,
        onlyArm,
        onlyRival,
        n: a.length,
        difference: (onlyArm - onlyRival) / a.length,
        interval: bonettPriceInterval(onlyArm, onlyRival, a.length),
        p: mcnemarExact(onlyArm, onlyRival),
      };
    });
  const adjusted = holmAdjusted(tests.map(({ p }) => p));
  return tests.map((test, i): Comparison => {
    const differs = adjusted[i] < SIGNIFICANCE;
    const relation = !differs ? 'not distinguishable' : test.onlyArm > test.onlyRival ? 'better' : 'worse';
    const small = test.interval.every((bound) => Math.abs(bound) <= NEGLIGIBLE);
    const conclusion = differs ? 'effect' : small ? 'null' : 'inconclusive';
    return { ...test, adjustedP: adjusted[i], relation, conclusion };
  });
}
