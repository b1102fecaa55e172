import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import { againstArm } from '../plan/against-arm.ts';
import { type ArmSpec, distinctArms } from '../plan/arm.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { Unit } from '../units/unit.ts';
import { rehearseAudit } from './rehearse-audit.ts';
import { sharedWork, unitWork } from './unit-operations.ts';

/**
 * What matrix products do not account for (attention, norms, moving caches, sampling, judging), as a factor on their time, of a small
 * and of a large model: measured (docs/performance.md), and right within a factor of 1.5.
 */
const OVERHEAD = { small: 2, large: 1.3 } as const;

/** What an audit will take, about. */
export interface AuditForecast {
  readonly units: { readonly arms: number; readonly screened: number; readonly directionCandidates: number };
  /** Every arm that is measured in full or in part, controls among them. */
  readonly arms: readonly ArmSpec[];
  /** Operations by part of the audit. */
  readonly parts: ReadonlyMap<string, number>;
  readonly completions: number;
  readonly operations: number;
  readonly seconds: number;
}

/** Counts the work of an audit's units; of the checkpoint only its configuration is read. */
export async function forecastAudit(
  checkpoint: Pick<Checkpoint, 'config' | 'name'>,
  data: AuditData,
  options: AuditOptions,
  machine: {
    readonly workers: number;
    readonly rate: number;
    readonly small: boolean;
    /** Names of modified checkpoints. */
    readonly against?: readonly string[];
  },
): Promise<AuditForecast> {
  const { config } = checkpoint;
  const { small } = machine;
  const units = await rehearseAudit(outlineSubject(checkpoint, data), options);
  const workload = { config, data, options, small };
  const parts = new Map<string, number>();
  let completions = 0;
  let operations = 0;
  const add = (part: string, work: { readonly completions: number; readonly operations: number }): void => {
    parts.set(part, (parts.get(part) ?? 0) + work.operations);
    completions += work.completions;
    operations += work.operations;
  };
  add('fit activations and unattacked completions', sharedWork(workload));
  for (const unit of units) add(partOf(unit), unitWork(unit, workload));
  for (const name of machine.against ?? [])
    add(
      'modified checkpoints',
      unitWork({ kind: 'against', name, arm: againstArm(name, options) }, workload),
    );
  const measured = units.filter(({ kind }) => kind === 'test' || kind === 'selection');
  const arms = distinctArms(measured.flatMap((unit) => ('arm' in unit ? [unit.arm] : [])));
  return {
    units: {
      arms: arms.length,
      screened: units.filter(({ kind }) => kind === 'screen').length,
      directionCandidates: units.filter(({ kind }) => kind === 'direction').length,
    },
    arms,
    parts,
    completions,
    operations,
    seconds: ((small ? OVERHEAD.small : OVERHEAD.large) * operations) / (machine.rate * machine.workers),
  };
}

const PARTS: Readonly<Record<ArmSpec['role'], string>> = {
  baseline: 'the unattacked model',
  layer: 'arms of one layer',
  everywhere: 'arms at all layers',
  pair: 'pairs',
  scope: 'other scopes',
  complement: 'other complements',
  strength: 'other strengths',
  control: 'controls',
};

function partOf(unit: Unit): string {
  if (unit.kind === 'direction') return 'direction selection';
  if (unit.kind === 'screen' || unit.kind === 'halving' || unit.kind === 'curve') return unit.kind;
  if (unit.kind === 'weights' || unit.kind === 'against') return 'modified checkpoints';
  if (unit.kind === 'diagnostics' || unit.kind === 'refusal-starts') return 'diagnostics';
  return `${PARTS[unit.arm.role]} (${unit.kind})`;
}

/** What the plan of an audit needs of its subject: no hash, since those are over weights. */
function outlineSubject(
  { config, name }: Pick<Checkpoint, 'config' | 'name'>,
  data: AuditData,
): AuditSubject {
  const sets = [data.fit, data.selection, data.test].flatMap((split) => Object.values(split));
  return {
    model: {
      name,
      architecture: config.architecture,
      layers: config.layers,
      hiddenSize: config.hiddenSize,
      vocabularySize: config.vocabularySize,
      weights: {},
      chatTemplateHash: '',
      systemPrompt: null,
    },
    prompts: Object.fromEntries(
      sets.map(({ name: set, prompts, groups }) => [
        set,
        { count: prompts.length, hash: '', tokensHash: '', ids: [], groups },
      ]),
    ),
    configHash: '',
    judge: data.judge,
    provenance: [],
    textsHash: '',
    texts: data.lore.length,
    references: data.references.length,
    questions: data.questions.length,
    ...(data.answers ? { answers: data.answers.length } : {}),
    suffixLength: data.suffixLength,
  };
}
