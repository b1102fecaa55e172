import type { RunComparison } from '../../results/run-comparison.ts';
import type { OpenedRun } from '../run/opened-run.ts';
import { openComparedRun } from './compared-run.ts';
import { runComparison } from './run-comparison.ts';

/**
 * Two finished runs against each other, of one model or of two; every difference is B less A. Rates on the same prompts
 * are compared prompt by prompt, others as independent samples; Holm's adjustment is over each family. Runs are folders
 * or what {@link openRun} gave. Rejects with UnfinishedRunError, SchemaVersionError, DamagedRunError, or
 * {@link InvalidInputError} on what is not a run.
 *
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { audit, compareRuns } from 'refusal-lab';
 *
 * const out = join(mkdtempSync(join(tmpdir(), 'example-')), 'run');
 * await audit({
 *   model: 'organism:aligned',
 *   out,
 *   options: {
 *     ...{ ranks: [1], strengths: [], controlDraws: 0, maxNewTokens: 4, fitPrompts: 6, selectionPrompts: 3 },
 *     ...{ testForbidden: 2, testHarmless: 2, testBorderline: 1, loreDocuments: 1 },
 *   },
 * });
 * const { sameWeights, likeForLike } = await compareRuns(out, out);
 * if (!sameWeights || !likeForLike) throw new Error('a run is like itself');
 * rmSync(join(out, '..'), { recursive: true });
 */
export async function compareRuns(a: string | OpenedRun, b: string | OpenedRun): Promise<RunComparison> {
  const open = (run: string | OpenedRun) => (typeof run === 'string' ? openComparedRun(run) : run.compared);
  return runComparison(await open(a), await open(b));
}
