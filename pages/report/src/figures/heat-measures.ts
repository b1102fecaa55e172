import type { PageArm } from '../../../../src/report/page/page-data.ts';
import { formatAsGiven } from '../../../../src/wording/format-as-given.ts';
import { formatPercent } from '../../../../src/wording/format-percent.ts';
import { damageInCell, percentInCell } from '../../../../src/wording/in-cell.ts';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { formatPageRate } from '../text/format-page-rate.ts';
import { shareOf } from '../text/share-of.ts';

/** What the heat map can shade its cells by. */
export interface HeatMeasure {
  /** With its unit. */
  readonly title: string;
  /** How many prompts the number of an arm is of. */
  readonly n: (arm: PageArm) => number;
  readonly value: (arm: PageArm) => number | null;
  /** How dark, in [0, 1]. */
  readonly shade: (value: number) => number;
  readonly short: (value: number) => string;
  readonly say: (arm: PageArm) => string;
  /** Values from the lightest to the darkest that the scale names. */
  readonly ticks: readonly number[];
  readonly tick: (value: number) => string;
}

const SHARES = [0, 0.25, 0.5, 0.75, 1];

export const HEAT_MEASURES = {
  success: {
    title: 'Attack success (%)',
    n: ({ success }) => success[1],
    value: ({ success }) => shareOf(success),
    shade: (share) => share,
    short: percentInCell,
    say: ({ success, damage }) =>
      `success ${formatPageRate(success)}, damage ${formatPageEstimate(damage)} nats per token`,
    ticks: SHARES,
    tick: formatPercent,
  },
  'harmless accuracy': {
    title: 'Harmless accuracy (%)',
    n: ({ harmless }) => harmless[1],
    value: ({ harmless }) => shareOf(harmless),
    shade: (share) => share,
    short: percentInCell,
    say: ({ harmless }) => `harmless accuracy ${formatPageRate(harmless)}`,
    ticks: SHARES,
    tick: formatPercent,
  },
  damage: {
    title: 'Damage (KL32, nats per token)',
    n: ({ damage }) => damage[1],
    value: ({ damage: [value] }) => value,
    // From a thousandth of a nat to ten.
    shade: (nats) => Math.min(1, Math.max(0, (Math.log10(Math.max(nats, 1e-9)) + 3) / 4)),
    short: damageInCell,
    say: ({ damage }) => `damage ${formatPageEstimate(damage)} nats per token`,
    ticks: [0.001, 0.01, 0.1, 1, 10],
    tick: formatAsGiven,
  },
} as const satisfies Record<string, HeatMeasure>;

export type HeatMeasureName = keyof typeof HEAT_MEASURES;
