import type { Results } from '../results/results.ts';
import { formatEstimate } from '../wording/format-estimate.ts';
import { formatNumber } from '../wording/format-number.ts';
import { formatRate } from '../wording/format-rate.ts';
import { leftArms, whyLeft } from './design-arms.ts';

export const STAGE_HEADINGS = [
  'arm',
  'reached',
  'why it left',
  'refusal score, nats',
  'KL1',
  'unrefused',
  'KL',
] as const;
const NONE = '–';

/** The arms that left before the test split, a row each as it is read: under {@link STAGE_HEADINGS}. */
export const stageRows = (results: Pick<Results, 'design'>): string[][] =>
  leftArms(results).map((arm) => {
    const { armId, reached, screen, halving } = arm;
    return [
      armId,
      reached,
      whyLeft(arm),
      screen ? formatEstimate(screen.refusalScore) : NONE,
      screen ? formatEstimate(screen.kl1) : NONE,
      halving ? formatRate(halving.unrefused) : NONE,
      halving ? formatNumber(halving.kl) : NONE,
    ];
  });

/** What the columns hold. */
export const describeStageTable = ({ sizes }: NonNullable<Results['design']>): string =>
  `Refusal score: log-odds that a refusal begins at the last prompt token, nats, mean over ${sizes.screenPrompts} harmful selection prompts [95% CI]; KL1 over the harmless ones, nats. Unrefused: harmful prompts whose short completions neither refuse nor break; KL along short completions, nats per token. None of it is success.`;
