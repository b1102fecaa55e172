import type { Results } from '../../results/results.ts';

/** What a metric is counted in. */
export type MetricUnit =
  | 'share'
  | 'score'
  | 'nats/token'
  | 'nats'
  | 'perplexity'
  | 'ratio'
  | 'depth'
  | 'layers'
  | 'rank';

/** What a run says of one metric. */
export interface MetricReading {
  /** Null where it was not measured. Infinity: an overflow, or what no attack reaches; {@link note} says which. */
  readonly value: number | null;
  /** 95%; null where there is none. A bound may be infinite. */
  readonly interval: readonly [number, number] | null;
  /** Prompts or documents that it is over; null where that is not a number of prompts. */
  readonly n: number | null;
  /** Which arm, whether it is censored, why it is not there; may be empty. */
  readonly note: string;
}

export interface MetricDefinition {
  /** Stable: dotted parts in kebab case. */
  readonly name: string;
  readonly unit: MetricUnit;
  readonly describes: string;
  /** Values that it can take: a threshold outside would never be crossed, or always. */
  readonly range: readonly [number, number];
  readonly read: (results: Results) => MetricReading;
}

/** A metric of one run. */
export type MetricValue = Pick<MetricDefinition, 'name' | 'unit' | 'describes'> & MetricReading;

/** Not measured, and why. */
export const notMeasured = (note: string): MetricReading => ({ value: null, interval: null, n: null, note });
