import type { PromptListing } from '../../results/prompt-listing.ts';
import { openRun } from '../run/open-run.ts';
import type { OpenedRun } from '../run/opened-run.ts';

/**
 * The test prompts of a finished run with their outcomes, unattacked → chosen pca-ot arm → strongest attack, without text. Those
 * that change come first, otherwise they stand in the run's order. Rejects with UnfinishedRunError, and with what {@link openRun}
 * rejects with.
 *
 * @example
 * import { listPrompts } from 'refusal-lab';
 *
 * const { arms, prompts } = await listPrompts('runs/demo');
 * const [{ id, outcomes, changed }] = prompts;
 * if (changed && arms.every((_, i) => outcomes[i] === outcomes[0])) throw new Error(`${id} does not change`);
 */
export async function listPrompts(run: string | OpenedRun): Promise<PromptListing> {
  const { results, prompts } = typeof run === 'string' ? await openRun(run) : run;
  const shown = [
    results.arms[0].id,
    results.chosen.find(({ method }) => method === 'pca-ot')?.armId,
    results.strongest.armId ?? undefined,
  ];
  const arms = [...new Set(shown.filter((id) => id !== undefined))];
  const listed = prompts.map(({ id, set, outcomes: byArm }, index) => {
    const outcomes = arms.map((arm) => byArm[arm] ?? null);
    const changed = outcomes.some((outcome) => outcome !== null && outcome !== outcomes[0]);
    return { number: index + 1, id, set, outcomes, changed };
  });
  return { arms, prompts: listed.toSorted((a, b) => Number(b.changed) - Number(a.changed)) };
}
