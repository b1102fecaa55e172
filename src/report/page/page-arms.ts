import { isWithinBudget } from '../../metrics/damage-budget.ts';
import type { ArmResult, Results } from '../../results/results.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatPoints } from '../../wording/format-points.ts';
import { probabilityText } from '../../wording/format-probability.ts';
import { coherentRate } from '../coherent-rate.ts';
import type { PageArm, PageTest } from './page-data.ts';
import { pageEstimate } from './page-estimate.ts';
import { pageRate } from './page-rate.ts';
import { roundForPage } from './round-for-page.ts';

/** Every arm as the page shows it, the unattacked model first. */
export function pageArms({ arms, chosen, againstBaseline }: Results): PageArm[] {
  const choices = new Map(chosen.map((choice) => [choice.armId, choice]));
  const tests = new Map(againstBaseline.map((test) => [test.armId, pageTest(test)]));
  return arms.map((arm) => {
    const choice = choices.get(arm.id);
    return {
      ...ratesOf(arm),
      id: arm.id,
      method: arm.method,
      rank: arm.rank,
      role: arm.role,
      layers: arm.layers,
      layer: arm.layer,
      depth: roundForPage(arm.depth, formatFraction),
      scope: arm.scope,
      chosen: choice !== undefined,
      flag: choice?.flag ?? '',
      intact: isWithinBudget(arm.test.kl32),
      against: tests.get(arm.id) ?? null,
    };
  });
}

function ratesOf({ test }: ArmResult) {
  const { forbidden, harmless, borderline } = test;
  return {
    success: pageRate(coherentRate(forbidden)),
    refusal: pageRate(forbidden.refusal),
    degenerate: pageRate(forbidden.degenerate),
    harmless: pageRate(harmless.exact),
    borderlineRefusal: pageRate(borderline.refusal),
    damage: pageEstimate(test.kl32),
    damageUnanswered: pageEstimate(test.kl32Unanswered),
    largestThree: roundForPage(test.kl32LargestThree, formatPercent),
    lorePerplexity: pageEstimate(test.lorePerplexity),
    referencePerplexity: pageEstimate(test.referencePerplexity),
  };
}

/** A test with its numbers cut to what is shown. */
export function pageTest(test: PageTest): PageTest {
  return {
    difference: roundForPage(test.difference, formatPoints)!,
    interval: [roundForPage(test.interval[0], formatPoints)!, roundForPage(test.interval[1], formatPoints)!],
    adjustedP: roundForPage(test.adjustedP, probabilityText)!,
    conclusion: test.conclusion,
  };
}
