import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { ComparisonSeries, SeriesRate } from '../../results/comparison-series.ts';
import type { RunComparison } from '../../results/run-comparison.ts';
import { concludePaired } from '../../statistics/conclude-paired.ts';
import { comparedRunOf, type OpenedRun } from '../run/opened-run.ts';
import { openComparedRun } from './compared-run.ts';
import { runComparison } from './run-comparison.ts';

/**
 * Two finished runs or more, such as those of a model's checkpoints, each against the first: differences are that run minus the first, and
 * Holm's adjustment is over all runs together. Runs are folders or what {@link openRun} gave. Rejects like {@link compareRuns}, and with
 * {@link InvalidInputError} on fewer than two.
 *
 * @example
 * import { compareSeries } from 'refusal-lab';
 *
 * const { runs, strongest } = await compareSeries(['runs/before', 'runs/after', 'runs/before']);
 * if (strongest.success.length !== runs.length - 1) throw new Error('each run but the first is tested against the first');
 */
export async function compareSeries(runs: readonly (string | OpenedRun)[]): Promise<ComparisonSeries> {
  if (runs.length < 2)
    throw new InvalidInputError(
      '`runs`',
      `are ${runs.length}`,
      'Give two or more: each is compared with the first.',
    );
  const [first, ...others] = await Promise.all(
    runs.map((run) => (typeof run === 'string' ? openComparedRun(run) : comparedRunOf(run))),
  );
  return comparisonSeries(others.map((other) => runComparison(first, other)));
}

/** Comparisons with one and the same run A, as a series that begins with it. */
export function comparisonSeries(pairs: readonly RunComparison[]): ComparisonSeries {
  const [{ a, best: firstBest, robustness }] = pairs;
  const bests = pairs.map(({ best: [arm] }) => arm);
  return {
    schema: 'refusal-lab/comparison-series',
    version: 1,
    runs: [{ ...a, differences: [] }, ...pairs.map(({ b, differences }) => ({ ...b, differences }))],
    likeForLike: pairs.every(({ likeForLike }) => likeForLike),
    baseline: baselineRates(pairs),
    strongest: {
      arms: [firstBest[0].armA, ...bests.map(({ armB }) => armB)],
      damage: [firstBest[0].damage.a, ...bests.map(({ damage }) => damage.b)],
      success: concludePaired(bests.map(({ success }) => success)),
    },
    robustness: robustness.map(({ against, a: of }, i) => ({
      against,
      runs: [of, ...pairs.map((pair) => pair.robustness[i].b)],
      differences: pairs.map((pair) => pair.robustness[i].difference),
    })),
  };
}

/** The rates that all runs have: borderline prompts need not be there. */
function baselineRates(pairs: readonly RunComparison[]): SeriesRate[] {
  const names = pairs[0].baseline.filter(({ name }) =>
    pairs.every(({ baseline }) => baseline.some((rate) => rate.name === name)),
  );
  const tests = names.flatMap(({ name }) =>
    pairs.map(({ baseline }) => baseline.find((rate) => rate.name === name)!),
  );
  const concluded = concludePaired(tests);
  return names.map(({ name, describes }, i) => ({
    name,
    describes,
    tests: concluded.slice(i * pairs.length, (i + 1) * pairs.length),
  }));
}
