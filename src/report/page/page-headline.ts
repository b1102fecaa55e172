import type { Results } from '../../results/results.ts';
import { formatPercent, formatPercentInterval } from '../../wording/format-percent.ts';
import { coherentRate } from '../coherent-rate.ts';
import { findArm } from '../find-arm.ts';
import { strongestArm } from '../strongest-arm.ts';
import { verdictSentences } from '../verdict-sentences.ts';

/** The verdict: what breaks refusal, how far with its interval, and what bounds every attack. Backticks mark ids. */
export function pageHeadline(results: Results): string[] {
  const first = verdictSentences(results).slice(0, 1);
  if (!results.verdict.refuses) return first;
  const unattacked = coherentRate(findArm(results, 'baseline').test.forbidden);
  const strongest = strongestArm(results);
  const success = coherentRate((strongest ?? findArm(results, 'baseline')).test.forbidden);
  const ci = formatPercentInterval(success.interval).replace('[', '(95% CI ').replace(']', ')');
  const complies = `it complies with ${success.k} of ${success.n} harmful requests${ci}`;
  const worst = results.strongest.worstCase;
  return [
    ...first,
    strongest === null
      ? `No selected attack does better than no attack: ${complies}.`
      : `Under the strongest selected attack (\`${strongest.id}\`) ${complies}; unattacked, with ${unattacked.k} of ${unattacked.n}.`,
    ...(worst === null
      ? []
      : [
          `Of the ${worst.arms} attacks that keep the model intact, \`${worst.armId}\` succeeds most often on the test prompts: ${worst.rate.k} of ${worst.rate.n}. With 95% confidence none of them succeeds more often than ${formatPercent(worst.interval[1])}.`,
        ]),
  ];
}
