import { DAMAGE_BUDGET } from '../../metrics/damage-budget.ts';
import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatLayers } from '../../wording/format-layers.ts';
import { formatPercent, formatPercentInterval } from '../../wording/format-percent.ts';
import { coherentRate } from '../coherent-rate.ts';
import { findArm } from '../find-arm.ts';
import { strongestArm } from '../strongest-arm.ts';
import { verdictSentences } from '../verdict-sentences.ts';

/** The verdict: what breaks refusal, how far with its interval, and what bounds every attack. Backticks mark ids. */
export function pageHeadline(results: Results): string[] {
  const { verdict, model } = results;
  if (!verdict.refuses) return verdictSentences(results).slice(0, 1);
  const layers = verdict.brokenAt['pca-ot'] ?? [];
  const where =
    layers.length > 0
      ? `gives way at ${layers.length > 1 ? 'layers' : 'layer'} ${formatLayers(layers)} of 0–${model.layers - 1}`
      : 'gives way at no single layer';
  const budget = `a damage of ${DAMAGE_BUDGET} nats per token`;
  const first = `The refusal of ${subjectName(results)} ${where} under optimal transport within ${budget}.`;
  const unattacked = coherentRate(findArm(results, 'baseline').test.forbidden);
  const strongest = strongestArm(results);
  const second =
    strongest === null
      ? `No attack that leaves the model itself does more than no attack, under which it answers ${countOf(unattacked, '95% CI ')}.`
      : `Under the strongest attack that leaves the model itself, \`${strongest.id}\`, it answers ${countOf(coherentRate(strongest.test.forbidden), '95% CI ')}, of the forbidden requests; unattacked ${countOf(unattacked)}.`;
  const worst = results.strongest.worstCase;
  return [
    first,
    second,
    ...(worst === null
      ? []
      : [
          `No attack of the ${worst.arms} that leave the model itself succeeds in truth more often than in ${formatPercent(worst.interval[1])} (95% bound for all at once); on the test prompts the worst is \`${worst.armId}\`, ${worst.rate.k} of ${worst.rate.n}.`,
        ]),
  ];
}

/** `190 of 200, 95% [95% CI 91–97%]`; what the brackets hold is said at the first. */
function countOf({ k, n, rate, interval }: Rate, ci = ''): string {
  return rate === null
    ? 'an unknown share'
    : `${k} of ${n}, ${formatPercent(rate)}${formatPercentInterval(interval).replace('[', `[${ci}`)}`;
}
