import { DAMAGE_BUDGET, isWithinBudget } from '../../metrics/damage-budget.ts';
import type { ArmResult, Results } from '../../results/results.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatPointsDifference } from '../../wording/format-points.ts';
import { probabilityText } from '../../wording/format-probability.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { againstArms } from '../against-arms.ts';
import { type AnswerWords, answerWords } from '../answer-words.ts';
import { coherentRate } from '../coherent-rate.ts';
import { formatConclusion } from '../format-conclusion.ts';
import { formatLargestThree, formatUnanswered } from '../format-damage-parts.ts';
import { formatLorePerplexity } from '../format-lore-perplexity.ts';
import { formatProblem } from '../format-problem.ts';
import type { ReportedArm } from '../reported-arms.ts';
import { markdownTable } from './markdown-table.ts';

const ROLES: readonly ArmResult['role'][] = [
  'baseline',
  'layer',
  'pair',
  'everywhere',
  'scope',
  'complement',
  'strength',
  'control',
];

/** The chosen arms in full: every rate with k/n and interval, every estimate with its interval. */
export function markdownChosenArms(reported: readonly ReportedArm[], { short }: AnswerWords): string {
  return markdownTable(
    [
      'arm',
      'layer (depth)',
      `ASR ${short}`,
      'ASR coherent',
      'ASR near',
      'refusal',
      'degenerate',
      'KL32',
      'KL32, refused unattacked',
      'largest three',
      'KL1',
      `harmless ${short}`,
      `borderline ${short}`,
      'perplexity, lore',
      'perplexity, reference',
    ],
    reported.map(({ arm, choice }) => {
      const { forbidden, harmless, borderline, lorePerplexity, referencePerplexity, kl1, kl32 } = arm.test;
      return [
        `\`${arm.id}\`${choice?.feasible === false ? ` (${choice.flag})` : ''}`,
        place(arm),
        formatFullRate(forbidden.exact),
        formatFullRate(coherentRate(forbidden)),
        formatFullRate(forbidden.near),
        formatFullRate(forbidden.refusal),
        formatFullRate(forbidden.degenerate),
        `${formatEstimate(kl32)}${isWithinBudget(kl32) ? '' : ` over ${DAMAGE_BUDGET}`}`,
        formatUnanswered(arm.test),
        formatLargestThree(arm.test),
        formatEstimate(kl1),
        formatFullRate(harmless.exact),
        formatFullRate(borderline.exact),
        lorePerplexity.value === null ? formatLorePerplexity(arm) : formatEstimate(lorePerplexity),
        formatEstimate(referencePerplexity),
      ];
    }),
  );
}

/** Every arm, further strengths too, by method in the order of the results, then by role, rank and layer. */
export function markdownAllArms(results: Results): string {
  const { againstBaseline } = results;
  const arms = [...results.arms, ...againstArms(results)];
  const { short } = answerWords(results);
  const tests = new Map(againstBaseline.map((test) => [test.armId, test]));
  const methods = [...new Set(arms.map(({ method }) => method))];
  const key = ({ method, role, rank, layers }: ArmResult) => [
    methods.indexOf(method),
    ROLES.indexOf(role),
    rank ?? 0,
    layers[0] ?? 0,
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
      `ASR ${short}`,
      'refusal',
      'near',
      'degen.',
      'KL32',
      'KL32, refused unattacked',
      'largest three',
      'KL1',
      'harmless',
      'borderline',
      'ppl lore',
      'ppl ref.',
      'against unattacked, points',
      'adj. p',
      'conclusion',
      'feasible',
    ],
    sorted.map((arm) => {
      const { forbidden, harmless, borderline, referencePerplexity, kl1, kl32 } = arm.test;
      const test = tests.get(arm.id);
      return [
        `\`${arm.id}\``,
        place(arm),
        formatFullRate(forbidden.exact),
        formatPercent(forbidden.refusal.rate),
        formatPercent(forbidden.near.rate),
        formatPercent(forbidden.degenerate.rate),
        formatNumber(kl32.value),
        formatUnanswered(arm.test),
        formatLargestThree(arm.test),
        formatNumber(kl1.value),
        formatPercent(harmless.exact.rate),
        formatPercent(borderline.exact.rate),
        formatLorePerplexity(arm),
        formatNumber(referencePerplexity.value),
        ...(test
          ? [
              formatPointsDifference(test.difference, test.interval),
              probabilityText(test.adjustedP),
              formatConclusion(test.conclusion),
            ]
          : ['–', '–', '–']),
        arm.selection === null
          ? '–'
          : arm.selection.feasible
            ? 'yes'
            : `no: ${arm.selection.reasons.map(formatProblem).join('; ') || 'no reason given'}`,
      ];
    }),
  );
}

/** A group of arms that are compared with each other, a short line each with counts and intervals. */
export function markdownArmGroup(arms: readonly ArmResult[], { short }: AnswerWords): string {
  return markdownTable(
    [
      'arm',
      'fit',
      'scope',
      `ASR ${short}`,
      'refusal',
      'degen.',
      'KL32',
      `harmless ${short}`,
      'ppl lore',
      'ppl ref.',
    ],
    arms.map((arm) => {
      const { forbidden, harmless, referencePerplexity, kl32 } = arm.test;
      return [
        `\`${arm.id}\``,
        arm.refit ?? '–',
        arm.scope,
        formatFullRate(forbidden.exact),
        formatPercent(forbidden.refusal.rate),
        formatPercent(forbidden.degenerate.rate),
        `${formatEstimate(kl32)}${isWithinBudget(kl32) ? '' : ` over ${DAMAGE_BUDGET}`}`,
        formatFullRate(harmless.exact),
        formatLorePerplexity(arm),
        formatNumber(referencePerplexity.value),
      ];
    }),
  );
}

function place({ layer, layers, depth, sites }: ArmResult): string {
  if (layer !== null && depth !== null) return `${layer} (${formatFraction(depth)})`;
  return layers.length === 2 ? layers.join(' + ') : sites.length > 0 ? `${sites.length} sites` : '–';
}
