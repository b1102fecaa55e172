import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { nearestNames } from '../../wording/nearest-names.ts';
import { findMetric, METRICS } from './metric-values.ts';

/** `above`: more than the limit fails; `below`: less than it does. */
export type ThresholdSide = 'above' | 'below';

/** A limit that a metric of a run must not cross. */
export interface Threshold {
  /** A name that `METRICS` lists, such as `asr.best`. */
  readonly metric: string;
  readonly side: ThresholdSide;
  /** In the metric's unit; shares from 0 to 1. */
  readonly limit: number;
}

const NAMES = '`listMetrics` lists the names.';

/** `asr.best=0.2`. Throws {@link InvalidInputError} on an unknown metric and on a limit that the metric cannot have. */
export function parseThreshold(text: string, side: ThresholdSide): Threshold {
  const [, metric, number] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  const subject = thresholdName(side, text);
  if (metric === undefined)
    throw new InvalidInputError(
      subject,
      'expected metric=value',
      `For example ${thresholdName(side, 'asr.best=0.2')}.`,
    );
  const limit = Number(number);
  // An unknown name is told before a limit that cannot be read.
  if (findMetric(metric) && (number.trim() === '' || !Number.isFinite(limit)))
    throw new InvalidInputError(subject, `"${number}" is not a finite number`);
  return requireThreshold({ metric, side, limit }, subject);
}

/** The threshold itself, if its metric exists and can have such a limit. Throws {@link InvalidInputError} otherwise. */
export function requireThreshold(
  threshold: Threshold,
  subject = thresholdName(threshold.side, `${threshold.metric}=${threshold.limit}`),
): Threshold {
  const { metric, limit } = threshold;
  const definition = findMetric(metric);
  if (!definition)
    throw new InvalidInputError(subject, `there is no metric "${metric}"`, suggestionFor(metric));
  const [least, most] = definition.range;
  if (!(limit >= least && limit <= most))
    throw new InvalidInputError(
      subject,
      `${metric} is a ${definition.unit} ${Number.isFinite(most) ? `between ${least} and ${most}` : `of at least ${least}`}`,
      most === 1 ? 'Shares are not in percent.' : undefined,
    );
  return threshold;
}

/** A threshold as the option that sets it, in words of the library: `failAbove: asr.best=0.2`. */
export const thresholdName = (side: ThresholdSide, text: string): string =>
  `\`fail${side === 'above' ? 'Above' : 'Below'}: ${text}\``;

function suggestionFor(metric: string): string {
  const near = nearestNames(
    metric,
    METRICS.map(({ name }) => name),
  );
  return near.length > 0 ? `Did you mean ${near.join(', ')}? ${NAMES}` : NAMES;
}
