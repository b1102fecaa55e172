import type { ArmResult, Results } from '../../results/results.ts';
import type { ComparedRun } from '../compare/compared-run.ts';
import { UnfinishedRunError } from '../compare/unfinished-run-error.ts';
import type { TestedArms } from '../results/tested-arms.ts';
import type { RunOutcome } from '../run-audit.ts';
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

const SETS = ['forbidden', 'harmless', 'borderline'] as const;
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(OUTCOME_LETTERS).map(([name, letter]) => [letter, name]),
);

/** A run folder that was opened with {@link openRun}. */
export class OpenedRun {
  /** The folder, as it was given. */
  readonly folder: string;
  /** When it ran, with what, on which machine; null where the file is gone. */
  readonly manifest: RunManifest | null;
  /** What decides the values of its units: options, model, prompts and numerics. */
  readonly identity: RunIdentity;
  /** Names of the units that are done. */
  readonly units: readonly string[];
  readonly #compared: ComparedRun | undefined;

  constructor(run: {
    readonly folder: string;
    readonly manifest: RunManifest | null;
    readonly identity: RunIdentity;
    readonly units: readonly string[];
    readonly compared: ComparedRun | undefined;
  }) {
    this.folder = run.folder;
    this.manifest = run.manifest;
    this.identity = run.identity;
    this.units = run.units;
    this.#compared = run.compared;
  }

  get finished(): boolean {
    return this.#compared !== undefined;
  }

  get options(): AuditOptions {
    return this.identity.options;
  }

  /** What results.json says. Throws {@link UnfinishedRunError}. */
  get results(): Results {
    return this.compared.results;
  }

  /** Every arm but controls, the unattacked model first. Throws {@link UnfinishedRunError}. */
  get arms(): readonly ArmResult[] {
    return this.results.arms;
  }

  /** Every test prompt with its outcomes, no text. Throws {@link UnfinishedRunError}. */
  get prompts(): readonly TestedPrompt[] {
    const { tested, identity } = this.compared;
    return SETS.flatMap((set) =>
      (identity.subject.prompts[`test/${set}`]?.ids ?? []).map((id, index) => ({
        id,
        set,
        outcomes: outcomesAt(tested, set, index),
      })),
    );
  }

  /** What the results rest on, prompt by prompt. Throws {@link UnfinishedRunError}. */
  get compared(): ComparedRun {
    if (this.#compared === undefined) throw new UnfinishedRunError(this.folder);
    return this.#compared;
  }

  /** What pca-ot moves at each layer. Throws {@link UnfinishedRunError}. */
  get scatters(): RunOutcome['scatters'] {
    return this.compared.scatters;
  }
}

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
