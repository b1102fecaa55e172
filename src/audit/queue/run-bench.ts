import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import { LabError } from '../../errors/lab-error.ts';
import { OverflowError } from '../../errors/overflow-error.ts';
import { encodeExtended } from '../../formats/extended-json.ts';
import { encodeIntervention } from '../../interventions/intervention-file.ts';
import type { PreparedJudge } from '../../stages/judge/prepare-judge.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import type { ArmSpec } from '../plan/arm.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { Bench } from '../units/bench.ts';
import { type Unit, type UnitOf, unitName } from '../units/unit.ts';
import type { UnitEntry } from '../units/unit-runner.ts';
import type { ModelSeat } from './model-seat.ts';
import { Turnstile } from './turnstile.ts';

interface Opened {
  readonly bench: Bench;
  /** Engines that no unit has. */
  readonly free: Engine[];
}

/**
 * Units of one run on a worker: as many side by side as it has engines, and judges alone, for whom the model is freed. A unit's
 * value does not depend on what else was done here ({@link Bench}).
 */
export class RunBench {
  readonly #run: {
    readonly checkpoint: Checkpoint;
    readonly data: AuditData;
    readonly options: AuditOptions;
    readonly openJudge: (judge: string) => PreparedJudge;
    readonly signal: AbortSignal;
  };
  readonly #seat: ModelSeat;
  readonly #turnstile = new Turnstile();
  #opened: Promise<Opened> | undefined;

  constructor(
    seat: ModelSeat,
    run: {
      readonly checkpoint: Checkpoint;
      readonly data: AuditData;
      readonly options: AuditOptions;
      readonly openJudge: (judge: string) => PreparedJudge;
      readonly signal: AbortSignal;
    },
  ) {
    this.#seat = seat;
    this.#run = run;
  }

  /** Values as the journal has them. Units are of one kind: any but verdicts, or verdicts alone. */
  values(units: readonly Unit[]): Promise<UnitEntry[]> {
    const verdicts = units.filter((unit) => unit.kind === 'verdict');
    if (verdicts.length > 0) return this.#verdicts(verdicts);
    return this.#withEngine(async (bench, engine) => {
      const entries: UnitEntry[] = [];
      for (const unit of units) {
        await bench.prepare(unit.kind);
        entries.push(entryOf(unit, await bench.execute(engine, unit)));
      }
      return entries;
    });
  }

  /** A fitted map as a file's bytes; null where the model overflows while it is fitted. */
  intervention(arm: ArmSpec): Promise<Uint8Array | null> {
    return this.#withEngine(async (bench, engine) => {
      try {
        const intervention = await bench.interventionOf(arm, engine);
        return intervention ? encodeIntervention(intervention) : null;
      } catch (error) {
        if (error instanceof LabError && error.name === OverflowError.name) return null;
        throw error;
      }
    });
  }

  #verdicts(units: readonly UnitOf<'verdict'>[]): Promise<UnitEntry[]> {
    return this.#turnstile.alone(async () => {
      const { bench } = await this.#open();
      const entries: UnitEntry[] = [];
      try {
        await bench.judge(units, [], (unit, value) => entries.push(entryOf(unit, value)));
      } finally {
        // The bench has freed the model, or was about to: the next unit needs both anew.
        this.#opened = undefined;
        await this.#seat.leave();
      }
      return entries;
    });
  }

  #withEngine<T>(work: (bench: Bench, engine: Engine) => Promise<T>): Promise<T> {
    return this.#turnstile.together(async () => {
      const { bench, free } = await this.#open();
      const engine = free.pop();
      // There are never more units than engines; were there, two would take turns.
      try {
        return await work(bench, engine ?? bench.pool.first);
      } finally {
        if (engine) free.push(engine);
      }
    });
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#seat
      .pool()
      .then((pool) => ({ bench: new Bench({ ...this.#run, pool }), free: [...pool.engines] }));
    return this.#opened;
  }
}

function entryOf(unit: Unit, value: unknown): UnitEntry {
  return { unit: unitName(unit), value: encodeExtended(value) };
}
