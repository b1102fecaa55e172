import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EnginePool } from '../../engine/worker/engine-pool.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { WeightsChange } from '../../results/weight-change.ts';
import { compareWeights } from '../against/compare-weights.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import { againstArmId } from '../plan/against-arm.ts';
import type { ArmSpec } from '../plan/arm.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { Completion } from './judge-arms.ts';
import { completeAgainst, measureAgainst } from './measure-against.ts';
import { type ReferenceLogits, referenceLogits } from './reference-logits.ts';
import type { SharedMeasurements } from './shared-measurements.ts';
import { type UnitOf, type UnitValues, unitName } from './unit.ts';

/** Checkpoints that are measured beside the audited model: never two models in memory at once. */
export class ModifiedModels {
  readonly #audited: Checkpoint;
  readonly #pool: EnginePool;
  readonly #data: AuditData;
  readonly #options: AuditOptions;
  readonly #shared: SharedMeasurements;
  readonly #signal: AbortSignal | undefined;
  readonly #names: ReadonlyMap<string, string>;
  readonly #checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly #open: (checkpoint: Checkpoint) => Promise<EnginePool>;

  constructor(parts: {
    readonly checkpoint: Checkpoint;
    readonly pool: EnginePool;
    readonly data: AuditData;
    readonly options: AuditOptions;
    readonly shared: SharedMeasurements;
    readonly against?: ReadonlyMap<string, Checkpoint>;
    readonly openPool?: (checkpoint: Checkpoint) => Promise<EnginePool>;
    readonly signal?: AbortSignal;
  }) {
    this.#audited = parts.checkpoint;
    this.#pool = parts.pool;
    this.#data = parts.data;
    this.#options = parts.options;
    this.#shared = parts.shared;
    this.#signal = parts.signal;
    this.#checkpoints = parts.against ?? new Map();
    this.#names = new Map([...this.#checkpoints.keys()].map((name) => [againstArmId(name), name]));
    this.#open =
      parts.openPool ??
      (({ name }) => {
        throw new InvalidInputError(name, 'cannot be loaded here');
      });
  }

  /** Whether this arm is one of them. */
  has(armId: string): boolean {
    return this.#names.has(armId);
  }

  /** Each on the test split; the audited model is freed once its distributions are known. */
  async measure(
    units: readonly UnitOf<'against'>[],
    onDone: (unit: UnitOf<'against'>, value: UnitValues['against']) => void,
    keep: (arm: ArmSpec, completions: readonly Completion[]) => void,
  ): Promise<void> {
    const context = await this.#shared.context();
    const guesses = await this.#shared.guessesOf('test');
    const reference = await this.#reference();
    await this.#pool.dispose();
    for (const unit of units) {
      const value = await this.#with(unit.name, unitName(unit), (engine) =>
        measureAgainst(engine, context, guesses, reference, this.#options.maxNewTokens, (completions) =>
          keep(unit.arm, completions),
        ),
      );
      onDone(unit, value);
    }
  }

  /** The completions of one that was measured in an earlier session, once more. The audited model must be freed. */
  async complete(armId: string): Promise<readonly Completion[]> {
    const context = await this.#shared.context();
    const guesses = await this.#shared.guessesOf('test');
    return this.#with(this.#names.get(armId)!, `test ${armId}`, (engine) =>
      completeAgainst(engine, context, guesses),
    );
  }

  weights(name: string): Promise<WeightsChange> {
    return compareWeights(this.#audited.tensors, this.#checkpoints.get(name)!.tensors, this.#signal);
  }

  async #reference(): Promise<ReferenceLogits> {
    const { harmless } = this.#data.test;
    const { drafts } = (await this.#shared.guessesOf('test')).get(harmless)!;
    return referenceLogits(this.#pool.first, harmless.sequences, drafts!, this.#signal);
  }

  /** Loads one, and names it in what its work throws. */
  async #with<Value>(name: string, unit: string, work: (engine: Engine) => Promise<Value>): Promise<Value> {
    const pool = await this.#open(this.#checkpoints.get(name)!);
    try {
      return await work(pool.first);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      throw new LabError(`${unit}: ${error.message}`, { exitCode: error.exitCode, cause: error });
    } finally {
      await pool.dispose();
    }
  }
}
