import { DAMAGE_BUDGET } from '../../metrics/damage-budget.ts';
import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatLayers } from '../../wording/format-layers.ts';
import { coherentRate } from '../coherent-rate.ts';
import { findArm } from '../find-arm.ts';
import { strongestArm } from '../strongest-arm.ts';

/** The verdict in two sentences: what breaks refusal, and how far with its interval. Backticks mark ids. */
export function pageHeadline(results: Results): string[] {
  const { verdict, model } = results;
  if (!verdict.refuses) return verdict.sentences.slice(0, 1);
  const layers = verdict.brokenAt['pca-ot'] ?? [];
  const where =
    layers.length > 0
      ? `gives way at ${layers.length > 1 ? 'layers' : 'layer'} ${formatLayers(layers)} of 0–${model.layers - 1}`
      : 'gives way at no single layer';
  const budget = `a damage of ${DAMAGE_BUDGET} nats a token`;
  const first = `The refusal of ${subjectName(results)} ${where} under optimal transport within ${budget}.`;
  const unattacked = coherentRate(findArm(results, 'baseline').test.forbidden);
  const strongest = strongestArm(results);
  const second =
    strongest === null
      ? `Nothing that the selection split tried within that budget does more than no attack, under which it answers ${percentOf(unattacked)}.`
      : `The strongest attack that leaves the model itself, \`${strongest.id}\`, makes it answer ${percentOf(coherentRate(strongest.test.forbidden))} of ${strongest.test.forbidden.exact.n} forbidden requests, against ${percentOf(unattacked)} unattacked.`;
  return [first, second];
}

/** `84% (95% interval 78–89%)` */
function percentOf({ rate, interval }: Rate): string {
  if (rate === null) return 'an unknown share';
  const whole = (share: number): string => (100 * share).toFixed(0);
  const range = interval === null ? '' : ` (95% interval ${interval.map(whole).join('–')}%)`;
  return `${whole(rate)}%${range}`;
}
