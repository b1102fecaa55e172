import type { RunComparison } from '../../results/run-comparison.ts';
import { comparedRunOf, type OpenedRun } from '../run/opened-run.ts';
import { openComparedRun } from './compared-run.ts';
import { runComparison } from './run-comparison.ts';

/**
 * Two finished runs against each other, of one model or of two; differences are B − A. Rates on the same prompts
 * are compared prompt by prompt, others as independent samples; Holm's adjustment is over each family. Runs are folders
 * or what {@link openRun} gave. Rejects with UnfinishedRunError, SchemaVersionError, DamagedRunError, or
 * {@link InvalidInputError} on what is not a run.
 *
 * @example
 * import { compareRuns } from 'refusal-lab';
 *
 * const { likeForLike, robustness } = await compareRuns('runs/before', 'runs/after');
 * const [low, high] = robustness[0].difference.score.interval;
 * if (likeForLike && low > high) throw new Error('an interval is from low to high');
 */
export async function compareRuns(a: string | OpenedRun, b: string | OpenedRun): Promise<RunComparison> {
  const open = (run: string | OpenedRun) =>
    typeof run === 'string' ? openComparedRun(run) : comparedRunOf(run);
  return runComparison(await open(a), await open(b));
}
