import type { ThresholdDecision } from '../../../audit/gate/decide-thresholds.ts';
import { formatAgainst } from '../../../wording/format-against.ts';
import { formatMetricLimit, formatMetricNumber, formatReading } from './format-metrics.ts';

/**
 * One line per threshold: `FAILED  asr.best at most 20%: 94% [90–97%], n = 200, act-add@5; upper bound 97% exceeds 20%`.
 * The limit is printed as given, and the deciding bound with enough digits to tell the two apart.
 */
export function formatDecisions(decisions: readonly ThresholdDecision[]): string {
  return decisions
    .map(({ threshold, measured, decidedBy, decider, passed }) => {
      const { metric, side, limit } = threshold;
      const rule = `${metric} at ${side === 'above' ? 'most' : 'least'} ${formatMetricLimit(limit, measured.unit)}`;
      const reading = formatReading(measured);
      const why =
        decider === null
          ? 'what was not measured does not pass'
          : `${decidedBy} ${formatAgainst(decider, limit, (value) => formatMetricNumber(value, measured.unit))} ${relation(decider, limit)} ${formatMetricLimit(limit, measured.unit)}`;
      return `${passed ? 'passed' : 'FAILED'}  ${rule}: ${reading}; ${why}\n`;
    })
    .join('');
}

function relation(decider: number, limit: number): string {
  if (decider === limit) return 'equals';
  return decider > limit ? 'exceeds' : 'is below';
}
