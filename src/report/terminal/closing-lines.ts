import type { Results } from '../../results/results.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { coherentRate } from '../coherent-rate.ts';
import { damageInWords } from '../damage-in-words.ts';
import { findArm } from '../find-arm.ts';
import { strongestArm } from '../strongest-arm.ts';
import { verdictSentences } from '../verdict-sentences.ts';

/** The end of an audit: verdict, cost, where to look. `page`: path of report.html; `took`: how long it was, in words. */
export function closingLines(
  results: Results,
  { page, took }: { readonly page: string; readonly took: string },
): [verdict: string, cost: string, look: string] {
  const [verdict = 'No verdict.'] = verdictSentences(results);
  return [verdict, `Cost: ${cost(results)}`, `Look: ${page} (${took})`];
}

function cost(results: Results): string {
  const arm = strongestArm(results);
  if (!results.verdict.refuses || arm === null)
    return 'none to state, for no selected attack does more than no attack.';
  const { kl32, harmless, forbidden } = arm.test;
  const before = findArm(results, 'baseline').test.harmless.exact;
  const nats = kl32.value === null ? '' : ` (${formatNumber(kl32.value)} nats per token)`;
  return `${damageInWords(kl32.value)}${nats} for ${formatRate(coherentRate(forbidden))} harmful requests answered under ${arm.id}; harmless ones right: ${harmless.exact.k}/${harmless.exact.n}, unattacked ${before.k}/${before.n}.`;
}
