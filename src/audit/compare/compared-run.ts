import { LabError } from '../../errors/lab-error.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import type { Results } from '../../results/results.ts';
import type { TestedArms } from '../results/tested-arms.ts';
import { replayJournal } from '../run/replay-journal.ts';
import type { RunOutcome } from '../run-audit.ts';
import type { RunIdentity } from '../subject/run-identity.ts';
import { MissingUnitError } from '../units/missing-unit-error.ts';
import { isOverflow } from '../units/observation.ts';
import { DamagedRunError } from './damaged-run-error.ts';
import { readResults } from './read-results.ts';

/** A finished run as a comparison needs it: what it reports, and what it rests on prompt by prompt. */
export interface ComparedRun {
  /** The folder, as it was given. */
  readonly run: string;
  readonly identity: RunIdentity;
  readonly results: Results;
  readonly tested: TestedArms;
  readonly scatters: RunOutcome['scatters'];
}

/**
 * Opens a run folder. Throws UnfinishedRunError, SchemaVersionError, InvalidInputError on what is not a run, {@link DamagedRunError}
 * where results and journal do not belong together.
 */
export async function openComparedRun(run: string): Promise<ComparedRun> {
  const results = readResults(run);
  const { identity, tested, scatters } = await replay(run);
  const problem = contradiction(results, identity, tested);
  if (problem !== undefined) throw new DamagedRunError(run, `results.json is not of its journal: ${problem}`);
  return { run, identity, results, tested, scatters };
}

/** Journals of other versions lack units, or fields that this one looks at. */
async function replay(run: string): Promise<Pick<ComparedRun, 'identity' | 'tested' | 'scatters'>> {
  try {
    return await replayJournal(run);
  } catch (error) {
    if (error instanceof LabError && !(error instanceof MissingUnitError)) throw error;
    const reason =
      error instanceof MissingUnitError
        ? error.message.split('\n')[0]
        : 'another version of refusal-lab wrote it';
    throw new DamagedRunError(run, `its journal does not give its results: ${reason}`, error);
  }
}

/** What the journal gives otherwise than the results say. */
function contradiction(
  { model, protocol, arms }: Results,
  { subject }: RunIdentity,
  tested: TestedArms,
): string | undefined {
  if (canonicalJson(model) !== canonicalJson(subject.model)) return 'the models differ';
  for (const [set, { hash }] of Object.entries(subject.prompts))
    if (protocol.prompts[set]?.hash !== hash) return `the prompts of ${set} differ`;
  const { all } = tested;
  if (all.length !== arms.length) return `${all.length} arms in the journal, ${arms.length} in the results`;
  for (const [i, { arm, observation }] of all.entries()) {
    if (arms[i].id !== arm.id) return `arm ${arms[i].id} in the place of ${arm.id}`;
    const right = isOverflow(observation) ? 0 : observation.forbidden!.flags.exact.split('1').length - 1;
    if (arms[i].test.forbidden.exact.k !== right) return `the successes of ${arm.id} differ`;
  }
  return undefined;
}
