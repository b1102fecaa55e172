import { DAMAGE_BUDGET, isWithinBudget } from '../../metrics/damage-budget.ts';
import type { Results } from '../../results/results.ts';
import { formatAsGiven } from '../../wording/format-as-given.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { answerWords } from '../answer-words.ts';
import { bestStrengthPlaces, type StrengthPlace } from '../best-strength-places.ts';
import { markdownTable } from './markdown-table.ts';

const WHY = {
  selection: 'best on the selection split at the audit’s own strength',
  test: 'the peak of the localisation curve',
} as const;

/** Dose and response where it matters most, a table a place. Empty where the run has one strength only. */
export function markdownStrengths(results: Results): string[] {
  return bestStrengthPlaces(results).flatMap((place, i) => [
    ...(i > 0 ? [''] : []),
    `Layer ${place.layer}, K = ${place.rank} (${place.why.map((why) => WHY[why]).join('; ')}):`,
    '',
    table(place, results),
  ]);
}

function table({ strengths }: StrengthPlace, results: Results): string {
  const n = strengths[0].kl32.n;
  return markdownTable(
    [
      'λ',
      'ASR coherent',
      `KL32 (n = ${n})`,
      `harmless ${answerWords(results).short}`,
      'transport cost τ',
      'arm',
    ],
    strengths.map(({ strength, success, kl32, harmlessExact, transportCost, armId }) => [
      formatAsGiven(strength),
      formatFullRate(success),
      `${formatEstimate(kl32)}${isWithinBudget(kl32) ? '' : ` over ${DAMAGE_BUDGET}`}`,
      formatFullRate(harmlessExact),
      transportCost === null ? '–' : formatNumber(transportCost),
      `\`${armId}\``,
    ]),
  );
}
