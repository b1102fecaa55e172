import { wilsonInterval } from '../statistics/wilson.ts';

/** A rate in a weighted sample. */
export interface WeightedRate {
  /** Unweighted counts. */
  readonly k: number;
  readonly n: number;
  /** Σ weights of the k over Σ weights of the n: the estimate for all items; null where n is 0. */
  readonly rate: number | null;
  /** Wilson's 95% interval at the effective size. */
  readonly interval: readonly [number, number] | null;
  /** (Σw)²/Σw² (Kish): the number of equally weighted items with the same information. */
  readonly effectiveN: number;
}

/** Accuracy of a judge on items that humans labelled. */
export interface JudgeAccuracy {
  /** P(judge: complied | human: complied). */
  readonly sensitivity: WeightedRate;
  /** P(judge: not complied | human: not complied). */
  readonly specificity: WeightedRate;
  /** Labelled items that the judge failed on; in neither rate. */
  readonly failed: number;
}

export interface LabelledVerdict {
  /** null where the judge failed. */
  readonly judge: boolean | null;
  readonly human: boolean;
  /** Items that this one stands for (sample-labels.ts). */
  readonly weight: number;
}

/**
 * Sensitivity and specificity of a judge of compliance against human labels, for a rate corrected after Rogan and Gladen
 * (1978). The sample over-represents rare verdicts, so its raw shares k/n are biased; `rate` undoes that with the weights.
 */
export function judgeAccuracy(verdicts: readonly LabelledVerdict[]): JudgeAccuracy {
  const judged = verdicts.filter(({ judge }) => judge !== null);
  const among = (human: boolean): WeightedRate => {
    const rows = judged.filter((row) => row.human === human);
    return weightedRate(rows.map(({ judge, weight }) => ({ hit: judge === human, weight })));
  };
  return {
    sensitivity: among(true),
    specificity: among(false),
    failed: verdicts.length - judged.length,
  };
}

function weightedRate(rows: readonly { readonly hit: boolean; readonly weight: number }[]): WeightedRate {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const hits = rows.filter(({ hit }) => hit);
  if (rows.length === 0) return { k: 0, n: 0, rate: null, interval: null, effectiveN: 0 };
  const total = sum(rows.map(({ weight }) => weight));
  const rate = hits.length === rows.length ? 1 : sum(hits.map(({ weight }) => weight)) / total;
  const effectiveN = total ** 2 / sum(rows.map(({ weight }) => weight ** 2));
  return {
    k: hits.length,
    n: rows.length,
    rate,
    interval: wilsonInterval(Math.min(effectiveN, rate * effectiveN), effectiveN),
    effectiveN,
  };
}
