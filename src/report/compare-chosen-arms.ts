import type { ArmResult, Results } from '../audit/results.ts';
import { coherentRate } from './coherent-rate.ts';
import { DAMAGE_BUDGET, isWithinBudget } from './damage-budget.ts';
import { findArm } from './find-arm.ts';
import { formatEstimate } from './format-estimate.ts';
import { formatRate } from './format-rate.ts';

/**
 * One sentence for each other method's chosen arm against pca-ot's, losses first: by the 95% intervals of the
 * coherent attack success rate on the same test prompts. Disjoint intervals make a difference; overlapping
 * ones make none "at this n". Empty without a
 * chosen pca-ot arm, and where there is no refusal to break.
 */
export function compareChosenArms(results: Results): string[] {
  const own = results.chosen.find(({ method }) => method === 'pca-ot');
  if (!own || !results.verdict.refuses) return [];
  const arm = findArm(results, own.armId);
  return results.chosen
    .filter(({ method }) => method !== 'pca-ot' && method !== 'baseline')
    .map(({ armId }) => compare(arm, findArm(results, armId)))
    .sort((a, b) => a.order - b.order)
    .map(({ sentence }) => sentence);
}

function compare(own: ArmResult, other: ArmResult): { order: number; sentence: string } {
  const [a, b] = [coherentRate(own.test.forbidden), coherentRate(other.test.forbidden)];
  const [left, right] = [describe(own), describe(other)];
  const caveat = [own, other].map(damageCaveat).join('');
  if (a.interval === null || b.interval === null)
    return { order: 3, sentence: `${left} and ${right} cannot be compared: one has no test prompts.` };
  if (a.interval[1] < b.interval[0])
    return {
      order: 0,
      sentence: `pca-ot loses to ${other.method}: ${left} against ${right}; the 95% intervals do not overlap.${caveat}`,
    };
  if (b.interval[1] < a.interval[0])
    return {
      order: 2,
      sentence: `pca-ot beats ${other.method}: ${left} against ${right}; the 95% intervals do not overlap.${caveat}`,
    };
  const tendency =
    a.k / a.n < b.k / b.n
      ? 'pca-ot is lower'
      : a.k / a.n > b.k / b.n
        ? 'pca-ot is higher'
        : 'the rates are equal';
  return {
    order: 1,
    sentence: `pca-ot and ${other.method} are not distinguishable at this n: ${left} against ${right} (${tendency}, but the 95% intervals overlap).${caveat}`,
  };
}

function describe(arm: ArmResult): string {
  return `\`${arm.id}\` coherent ASR ${formatRate(coherentRate(arm.test.forbidden))}`;
}

function damageCaveat({ id, test: { kl32 } }: ArmResult): string {
  if (isWithinBudget(kl32)) return '';
  return ` \`${id}\` is over the damage budget (KL32 ${formatEstimate(kl32)}, n = ${kl32.n}; budget ${DAMAGE_BUDGET}), so its rate is no success of an intact model.`;
}
