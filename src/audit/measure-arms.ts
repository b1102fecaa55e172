import type { EnginePool } from '../engine/worker/engine-pool.ts';
import { LabError } from '../errors/lab-error.ts';
import { OverflowError } from '../errors/overflow-error.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type Arm, type ArmSpec, entryLayer } from './arm.ts';
import { type FitContext, fitArm } from './fit-arm.ts';
import type { GuessesBySet } from './guess-completions.ts';
import { type ArmMeasurement, measureArm } from './measure-arm.ts';
import type { MeasureContext } from './measure-context.ts';
import { overflowMeasurement } from './overflow-measurement.ts';

export interface MeasuredArm extends ArmMeasurement {
  readonly arm: Arm;
}

/**
 * Fits and measures arms on the pool; results in the order given. Arms of one site share graphs and states, so they run
 * one after the other. `baseline` is the unattacked model's measurement. An arm under which the model overflows is measured as
 * broken; other errors name the arm.
 */
export async function measureArms(
  pool: EnginePool,
  specs: readonly ArmSpec[],
  contexts: { readonly measure: MeasureContext; readonly fit: FitContext; readonly guesses: GuessesBySet },
  baseline: ArmMeasurement,
  onDone: (arm: ArmSpec) => void,
): Promise<MeasuredArm[]> {
  const { measure, fit, guesses } = contexts;
  const order = specs.toSorted((a, b) => entryLayer(a) - entryLayer(b));
  const measured = await pool.map(
    order,
    async (engine, spec): Promise<MeasuredArm> => {
      let intervention: Intervention | undefined;
      try {
        intervention = await fitArm(spec, engine, fit);
        const measurement = intervention
          ? await measureArm(engine, measure, guesses, intervention, baseline.selection)
          : baseline;
        return { arm: { ...spec, intervention }, ...measurement };
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        // An error of a worker comes back as data, so its class is known by its name.
        if (error.name === OverflowError.name)
          return { arm: { ...spec, intervention }, ...overflowMeasurement(baseline) };
        throw new LabError(`arm ${spec.id}: ${error.message}`, { exitCode: error.exitCode, cause: error });
      }
    },
    onDone,
  );
  return specs.map((spec) => measured[order.indexOf(spec)]);
}
