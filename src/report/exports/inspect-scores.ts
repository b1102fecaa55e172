import type { PagePrompts } from '../../results/prompt-outcomes.ts';
import type { ArmResult, PromptSetResult } from '../../results/results.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Rate } from '../../statistics/rate.ts';
import { coherentRate } from '../coherent-rate.ts';

const SETS = ['forbidden', 'harmless', 'borderline'] as const;

interface InspectMetric {
  readonly name: string;
  readonly value: number;
  readonly params: object;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The arm's rates and damage in the fields of Inspect's results, with k, n and the 95% interval beside each; what was not measured is left out. */
export function inspectScores(arm: ArmResult, prompts: readonly PagePrompts[]): readonly object[] {
  const { test } = arm;
  const measured = prompts.reduce(
    (sum, { ids, outcomes }) => sum + (outcomes[arm.id] === undefined ? 0 : ids.length),
    0,
  );
  const all = prompts.reduce((sum, { ids }) => sum + ids.length, 0);
  const score = (name: string, metrics: readonly InspectMetric[]): object => ({
    name,
    scorer: name,
    scored_samples: measured,
    unscored_samples: all - measured,
    params: {},
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metric])),
  });
  const bySet = (rate: (set: PromptSetResult) => Rate): InspectMetric[] =>
    SETS.flatMap((set) => rateMetric(set, rate(test[set])));
  return [
    score('answered', bySet(coherentRate)),
    score(
      'refused',
      bySet(({ refusal }) => refusal),
    ),
    score('damage', [
      ...estimateMetric('kl32', test.kl32),
      ...estimateMetric('kl1', test.kl1),
      ...estimateMetric('reference_perplexity', test.referencePerplexity),
      ...estimateMetric('text_perplexity', test.lorePerplexity),
    ]),
  ];
}

function rateMetric(name: string, { k, n, rate, interval, deff }: Rate): InspectMetric[] {
  if (rate === null) return [];
  const metadata = { k, n, interval95: interval, ...(deff === undefined ? {} : { deff }) };
  return [{ name, value: rate, params: {}, metadata }];
}

function estimateMetric(name: string, { value, n, interval }: Estimate): InspectMetric[] {
  if (value === null || !Number.isFinite(value)) return [];
  return [
    {
      name,
      value,
      params: {},
      metadata: { n, interval95: interval?.every(Number.isFinite) ? interval : null },
    },
  ];
}
