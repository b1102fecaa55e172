import type { ArmResult } from '../audit/results.ts';
import { DAMAGE_BUDGET, isWithinBudget } from '../metrics/damage-budget.ts';
import { coherentRate } from './coherent-rate.ts';
import { formatEstimate } from './format-estimate.ts';
import { formatLorePerplexity } from './format-lore-perplexity.ts';
import { formatNumber } from './format-number.ts';
import { formatRate, formatShare } from './format-rate.ts';
import { markdownTable } from './markdown-table.ts';
import type { ReportedArm } from './reported-arms.ts';

/** The chosen arms in full: every rate with k/n and interval, every estimate with its interval. */
export function markdownChosenArms(reported: readonly ReportedArm[]): string {
  return markdownTable(
    [
      'arm',
      'layer (depth)',
      'ASR exact',
      'ASR coherent',
      'ASR near',
      'refusal',
      'degenerate',
      'KL32',
      'KL1',
      'harmless exact',
      'borderline exact',
      'perplexity, lore',
      'perplexity, reference',
    ],
    reported.map(({ arm, choice }) => {
      const { forbidden, harmless, borderline, lorePerplexity, referencePerplexity, kl1, kl32 } = arm.test;
      return [
        `\`${arm.id}\`${choice?.feasible === false ? ` (${choice.flag})` : ''}`,
        place(arm),
        formatRate(forbidden.exact),
        formatRate(coherentRate(forbidden)),
        formatRate(forbidden.near),
        formatRate(forbidden.refusal),
        formatRate(forbidden.degenerate),
        `${formatEstimate(kl32)}${isWithinBudget(kl32) ? '' : ` over ${DAMAGE_BUDGET}`}`,
        formatEstimate(kl1),
        formatRate(harmless.exact),
        formatRate(borderline.exact),
        lorePerplexity.value === null ? formatLorePerplexity(arm) : formatEstimate(lorePerplexity),
        formatEstimate(referencePerplexity),
      ];
    }),
  );
}

/** Every arm, by method in the order of the results, then by rank and layer; arms at all layers after the others. */
export function markdownAllArms(arms: readonly ArmResult[]): string {
  const methods = [...new Set(arms.map(({ method }) => method))];
  const key = ({ method, rank, layer }: ArmResult) => [
    methods.indexOf(method),
    rank ?? 0,
    layer ?? Number.MAX_SAFE_INTEGER,
  ];
  const sorted = [...arms].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    const first = left.findIndex((value, i) => value !== right[i]);
    return first === -1 ? 0 : left[first] - right[first];
  });
  return markdownTable(
    [
      'arm',
      'layer (depth)',
      'ASR exact',
      'refusal',
      'near',
      'degen.',
      'KL32',
      'KL1',
      'harmless',
      'borderline',
      'ppl lore',
      'ppl ref.',
      'feasible',
    ],
    sorted.map((arm) => {
      const { forbidden, harmless, borderline, referencePerplexity, kl1, kl32 } = arm.test;
      return [
        `\`${arm.id}\``,
        place(arm),
        formatRate(forbidden.exact),
        formatShare(forbidden.refusal.rate),
        formatShare(forbidden.near.rate),
        formatShare(forbidden.degenerate.rate),
        formatNumber(kl32.value),
        formatNumber(kl1.value),
        formatShare(harmless.exact.rate),
        formatShare(borderline.exact.rate),
        formatLorePerplexity(arm),
        formatNumber(referencePerplexity.value),
        arm.selection === null
          ? '–'
          : arm.selection.feasible
            ? 'yes'
            : `no: ${arm.selection.reasons.join('; ') || 'no reason given'}`,
      ];
    }),
  );
}

function place({ layer, depth, sites }: ArmResult): string {
  if (layer === null || depth === null) return sites.length > 0 ? `${sites.length} sites` : '–';
  return `${layer} (${depth.toFixed(2)})`;
}
