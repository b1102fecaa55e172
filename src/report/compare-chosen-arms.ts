import { DAMAGE_BUDGET, isWithinBudget } from '../metrics/damage-budget.ts';
import type { ArmResult, Comparison, Results } from '../results/results.ts';
import { formatEstimate } from '../wording/format-estimate.ts';
import { formatPointsInWords } from '../wording/format-points.ts';
import { formatProbability } from '../wording/format-probability.ts';
import { formatFullRate } from '../wording/format-rate.ts';
import { coherentRate } from './coherent-rate.ts';
import { findArm } from './find-arm.ts';

/**
 * One sentence for each other method's chosen arm against pca-ot's, losses first, by the paired test on the same
 * harmful prompts. Empty without a chosen pca-ot arm, and where there is no refusal to break.
 */
export function compareChosenArms(results: Results): string[] {
  if (!results.verdict.refuses) return [];
  const order = { worse: 0, 'not distinguishable': 1, better: 2 } as const;
  return results.comparisons
    .toSorted((a, b) => order[a.relation] - order[b.relation])
    .map((comparison) => compare(results, comparison));
}

function compare(results: Results, comparison: Comparison): string {
  const [own, other] = [findArm(results, comparison.armId), findArm(results, comparison.rivalId)];
  const { onlyFirst, onlySecond, n, difference, interval, adjustedP, relation, conclusion } = comparison;
  const headline = {
    worse: `pca-ot loses to ${other.method}`,
    better: `pca-ot beats ${other.method}`,
    'not distinguishable':
      conclusion === 'null'
        ? `pca-ot and ${other.method} do equally well within 10 points`
        : `pca-ot and ${other.method} are not distinguishable at this n`,
  }[relation];
  const test = `difference ${formatPointsInWords(difference, interval)}; ${onlyFirst} against ${onlySecond} of ${n} prompts succeed under one only, ${testName(comparison.method)} ${formatProbability(adjustedP)}, Holm-adjusted`;
  const caveat = [own, other].map(damageCaveat).join('');
  return `${headline}: ${describe(own)} against ${describe(other)} (${test}).${caveat}`;
}

/** What a paired test is called. */
function testName(method: Comparison['method']): string {
  return method === 'mcnemar-exact' ? 'exact McNemar' : 'sign-flip test over duplicate groups';
}

function describe(arm: ArmResult): string {
  return `\`${arm.id}\` coherent ASR ${formatFullRate(coherentRate(arm.test.forbidden))}`;
}

function damageCaveat({ id, test: { kl32 } }: ArmResult): string {
  if (isWithinBudget(kl32)) return '';
  return ` \`${id}\` is over the damage budget (KL32 ${formatEstimate(kl32)}, n = ${kl32.n}; budget ${DAMAGE_BUDGET}), so its rate is no success of an intact model.`;
}
