import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { findMetric, METRICS } from './metric-values.ts';

/** `above`: more than the limit fails; `below`: less than it does. */
export type ThresholdSide = 'above' | 'below';

export interface Threshold {
  readonly metric: string;
  readonly side: ThresholdSide;
  readonly limit: number;
}

const REMEDY = 'refusal-lab audit --list-metrics lists the names.';
const SUGGESTED = 4;

/** `asr.best=0.2`. Throws {@link InvalidInputError} on an unknown metric and on a limit that the metric cannot have. */
export function parseThreshold(text: string, side: ThresholdSide): Threshold {
  const subject = `--fail-${side} ${text}`;
  const [, metric, number] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (metric === undefined)
    throw new InvalidInputError(subject, 'expected metric=value', `For example --fail-${side} asr.best=0.2.`);
  const definition = findMetric(metric);
  if (!definition)
    throw new InvalidInputError(subject, `there is no metric "${metric}"`, suggestionFor(metric));
  const limit = Number(number);
  if (number.trim() === '' || !Number.isFinite(limit))
    throw new InvalidInputError(subject, `"${number}" is no finite number`);
  const [least, most] = definition.range;
  if (limit < least || limit > most)
    throw new InvalidInputError(
      subject,
      `${metric} is a ${definition.unit} ${Number.isFinite(most) ? `between ${least} and ${most}` : `of at least ${least}`}`,
      most === 1 ? 'Shares are not in percent.' : undefined,
    );
  return { metric, side, limit };
}

function suggestionFor(metric: string): string {
  const near = METRICS.map(({ name }) => ({ name, distance: editDistance(metric, name) }))
    .toSorted((a, b) => a.distance - b.distance)
    .filter(({ distance }) => distance <= Math.max(2, metric.length / 3))
    .slice(0, SUGGESTED)
    .map(({ name }) => name);
  return near.length > 0 ? `Did you mean ${near.join(', ')}? ${REMEDY}` : REMEDY;
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}
