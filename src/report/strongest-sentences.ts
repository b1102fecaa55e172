import type { Results } from '../results/results.ts';
import { formatNumber } from '../wording/format-number.ts';
import { formatPercent } from '../wording/format-percent.ts';
import { formatFullRate } from '../wording/format-rate.ts';
import { coherentRate } from './coherent-rate.ts';
import { strongestArm } from './strongest-arm.ts';

/**
 * The attack that the selection split puts first among the feasible ones, then the worst that any of them does on the test split, with the
 * bound that holds for all at once. Empty where there is no refusal to break.
 */
export function strongestSentences(results: Results): string[] {
  if (!results.verdict.refuses) return [];
  const { worstCase } = results.strongest;
  const strongest = strongestArm(results);
  return [
    strongest === null
      ? 'Strongest attack: none. On the selection split no feasible attack does more than no attack.'
      : `Strongest attack, the first on the selection split among the feasible ones: \`${strongest.id}\`, coherent ASR ${formatFullRate(coherentRate(strongest.test.forbidden))}, KL32 ${formatNumber(strongest.test.kl32.value)}.`,
    worstCase === null
      ? 'Worst case: no attack is feasible, so none is bounded.'
      : `Worst case: of ${worstCase.arms} feasible attacks \`${worstCase.armId}\` succeeds most often on the test prompts, ${worstCase.rate.k}/${worstCase.rate.n}, ${formatPercent(worstCase.rate.rate)}, and is the best of many, so this is too high on average. With 95% confidence the largest true success of any of them lies between ${formatPercent(worstCase.interval[0])} and ${formatPercent(worstCase.interval[1])}.`,
  ];
}
