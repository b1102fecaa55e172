import type { LeastResult } from '../../results/results.ts';
import type { CensoredDamage } from '../../statistics/censored-damage.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Rate } from '../../statistics/rate.ts';
import type { Robustness, ScoreEstimate } from '../../statistics/robustness.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { type MetricReading, notMeasured } from './metric.ts';

/** Share of the resamples that lies beyond one bound of a 95% interval. */
const TAIL = 0.025;

export function rateReading({ rate, interval, n }: Rate, note = ''): MetricReading {
  return rate === null ? notMeasured('there are no prompts') : { value: rate, interval, n, note };
}

export function estimateReading({ value, interval, n }: Estimate, note = ''): MetricReading {
  if (value === null || Number.isNaN(value)) return notMeasured(note || 'not reached');
  return { value, interval, n, note: value === Number.POSITIVE_INFINITY ? joined(note, 'overflows') : note };
}

/** A score over the test prompts `n`. */
export function scoreReading(score: ScoreEstimate | null, n: number, missing: string): MetricReading {
  if (score === null) return notMeasured(missing);
  const { value, interval, undefinedShare } = score;
  const note =
    undefinedShare > TAIL ? `not defined in ${formatPercent(undefinedShare)} of the resamples` : '';
  return { value, interval, n, note };
}

/**
 * D50, of which it may be known only that it lies beyond the budgets that were looked at: the interval then reaches to where it
 * could be, so that no threshold passes for lack of knowing.
 */
export function halfDamageReading({ halfDamage }: Robustness, n: number): MetricReading {
  const { value, interval } = halfDamage;
  const least = (damage: CensoredDamage): number => {
    if (damage.kind === 'below') return 0;
    return damage.kind === 'above' ? damage.bound : damage.value;
  };
  const most = (damage: CensoredDamage): number => {
    if (damage.kind === 'above') return Number.POSITIVE_INFINITY;
    return damage.kind === 'below' ? damage.bound : damage.value;
  };
  return {
    value: value.kind === 'exact' ? value.value : value.bound,
    interval: [least(interval[0]), most(interval[1])],
    n,
    note: value.kind === 'exact' ? '' : `${value.kind} ${value.bound}`,
  };
}

/** The least of something that breaks refusal: infinite where nothing does, and where in too many resamples nothing does. */
export function leastReading({ value, interval, unbrokenShare }: LeastResult, n: number): MetricReading {
  const never = Number.POSITIVE_INFINITY;
  return {
    value: value ?? never,
    interval: [
      interval === null || unbrokenShare >= 1 - TAIL ? never : interval[0],
      interval === null || unbrokenShare > TAIL ? never : interval[1],
    ],
    n,
    note: value === null ? 'nothing that was tried breaks refusal' : '',
  };
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');
