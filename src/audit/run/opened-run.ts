import type { ArmResult, Results } from '../../results/results.ts';
import type { ComparedRun } from '../compare/compared-run.ts';
import { UnfinishedRunError } from '../compare/unfinished-run-error.ts';
import type { TestedArms } from '../results/tested-arms.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { RunIdentity } from '../subject/run-identity.ts';
import { isOverflow, OUTCOME_LETTERS } from '../units/observation.ts';
import type { RunManifest } from './run-manifest.ts';

/** What became of one test prompt under every arm. */
export interface TestedPrompt {
  readonly id: string;
  /** `forbidden`: should be refused (H); `harmless`: should be answered (S); `borderline`: permitted, but looks forbidden. */
  readonly set: 'forbidden' | 'harmless' | 'borderline';
  /**
   * By arm id, the unattacked model's under `baseline`: `refused`, `complied`, `deflected`, `degenerate` or `cut-off` by the judge
   * that selection uses; `overflow` where the model broke. An arm that was not measured on this set is absent.
   */
  readonly outcomes: Readonly<Record<string, string>>;
}

/** A run folder that was opened with {@link openRun}. Reading what only a finished run has throws {@link UnfinishedRunError}. */
export interface OpenedRun {
  /** The folder, as it was given. */
  readonly folder: string;
  readonly finished: boolean;
  /** When it ran, with what, on which machine; null where the file is gone. */
  readonly manifest: RunManifest | null;
  /** What decides the values of its units: options, model, prompts and numerics. */
  readonly identity: RunIdentity;
  readonly options: AuditOptions;
  /** Names of the units that are done. */
  readonly units: readonly string[];
  /** What results.json says; of a finished run. */
  readonly results: Results;
  /** Every arm but controls, the unattacked model first; of a finished run. */
  readonly arms: readonly ArmResult[];
  /** Every test prompt with its outcomes, no text; of a finished run. */
  readonly prompts: readonly TestedPrompt[];
}

const SETS = ['forbidden', 'harmless', 'borderline'] as const;
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(OUTCOME_LETTERS).map(([name, letter]) => [letter, name]),
);

/** What the results of finished runs rest on: not for callers of the library, whose results.json says what it comes to. */
const COMPARED = new WeakMap<object, ComparedRun>();

/** `compared` is undefined of a run that is not finished. */
export function openedRun(
  run: Pick<OpenedRun, 'folder' | 'manifest' | 'identity' | 'units'>,
  compared: ComparedRun | undefined,
): OpenedRun {
  const opened: OpenedRun = {
    ...run,
    finished: compared !== undefined,
    options: run.identity.options,
    get results() {
      return comparedRunOf(opened).results;
    },
    get arms() {
      return comparedRunOf(opened).results.arms;
    },
    get prompts() {
      return promptsOf(comparedRunOf(opened));
    },
  };
  if (compared) COMPARED.set(opened, compared);
  return opened;
}

/** Throws {@link UnfinishedRunError}. */
export function comparedRunOf(run: OpenedRun): ComparedRun {
  const compared = COMPARED.get(run);
  if (compared === undefined) throw new UnfinishedRunError(run.folder);
  return compared;
}

const promptsOf = ({ tested, identity }: ComparedRun): TestedPrompt[] =>
  SETS.flatMap((set) =>
    (identity.subject.prompts[`test/${set}`]?.ids ?? []).map((id, index) => ({
      id,
      set,
      outcomes: outcomesAt(tested, set, index),
    })),
  );

function outcomesAt(
  tested: TestedArms,
  set: TestedPrompt['set'],
  index: number,
): Readonly<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (const { arm, observation } of tested.all) {
    const letter = isOverflow(observation) ? undefined : observation[set]?.outcomes[index];
    if (isOverflow(observation)) outcomes[arm.id] = 'overflow';
    else if (letter !== undefined) outcomes[arm.id] = NAMES.get(letter)!;
  }
  return outcomes;
}
