import type { Engine } from '../../engine/engine.ts';
import { decodeExtended, encodeExtended } from '../../formats/extended-json.ts';
import type { Bench } from './bench.ts';
import { MissingUnitError } from './missing-unit-error.ts';
import { type Unit, type UnitKind, type UnitOf, type UnitValues, unitName, unitOrder } from './unit.ts';

/** Values of units, looked up where they are known already and worked out where not. */
export interface UnitRunner {
  /** In the order given; two units of the same name are one. */
  run<Kind extends UnitKind>(units: readonly UnitOf<Kind>[]): Promise<UnitValues[Kind][]>;
  /**
   * The same for units that no result rests on: a replay leaves out those that its journal lacks, as journals do that were written
   * before there were such units.
   */
  runBeside<Kind extends UnitKind>(units: readonly UnitOf<Kind>[]): Promise<UnitValues[Kind][]>;
}

/** What a finished unit leaves in the journal. */
export interface UnitEntry {
  readonly unit: string;
  /** Encoded for JSON (formats/extended-json.ts). */
  readonly value: unknown;
}

/**
 * Runs what `finished` does not have on the bench's pool and tells `onFinished` of each unit as it ends. A value that was
 * worked out goes through JSON like one that was looked up, so it makes no difference which it was.
 */
export function benchRunner(
  bench: Bench,
  finished: Map<string, unknown>,
  onFinished: (entry: UnitEntry, unit: Unit) => void,
): UnitRunner {
  const run: UnitRunner['run'] = async <Kind extends UnitKind>(units: readonly UnitOf<Kind>[]) => {
    const missing = new Map(
      units.filter((unit) => !finished.has(unitName(unit))).map((unit) => [unitName(unit), unit]),
    );
    const work: Unit[] = ([...missing.values()] as Unit[]).toSorted((a, b) => unitOrder(a) - unitOrder(b));
    const finish = (unit: Unit, value: unknown): void => {
      const entry = { unit: unitName(unit), value: encodeExtended(value) };
      finished.set(entry.unit, JSON.parse(JSON.stringify(entry.value)));
      onFinished(entry, unit);
    };
    const verdicts = work.filter(isVerdict);
    const modified = work.filter((unit) => unit.kind === 'against');
    const others = work.filter((unit) => !isVerdict(unit) && unit.kind !== 'against');
    for (const kind of new Set(others.map((unit) => unit.kind))) await bench.prepare(kind);
    await bench.pool.map(others, async (engine: Engine, unit) =>
      finish(unit, await bench.execute(engine, unit as UnitOf<UnitKind>)),
    );
    if (modified.length > 0) await bench.measureModified(modified, finish);
    if (verdicts.length > 0)
      await bench.judge(
        verdicts,
        (units as readonly Unit[]).filter(isVerdict).map(({ arm }) => arm),
        finish,
      );
    return units.map((unit) => valueOfUnit<Kind>(finished, unit));
  };
  return { run, runBeside: run };
}

const isVerdict = (unit: Unit): unit is UnitOf<'verdict'> => unit.kind === 'verdict';

/** Looks everything up; throws {@link MissingUnitError} of what is not there. */
export function replayRunner(finished: ReadonlyMap<string, unknown>): UnitRunner {
  return {
    async run<Kind extends UnitKind>(units: readonly UnitOf<Kind>[]) {
      const missing = units.map(unitName).filter((name) => !finished.has(name));
      if (missing.length > 0) throw new MissingUnitError(missing);
      return units.map((unit) => valueOfUnit<Kind>(finished, unit));
    },
    async runBeside<Kind extends UnitKind>(units: readonly UnitOf<Kind>[]) {
      return units
        .filter((unit) => finished.has(unitName(unit)))
        .map((unit) => valueOfUnit<Kind>(finished, unit));
    },
  };
}

function valueOfUnit<Kind extends UnitKind>(
  finished: ReadonlyMap<string, unknown>,
  unit: Unit,
): UnitValues[Kind] {
  return decodeExtended(finished.get(unitName(unit))) as UnitValues[Kind];
}
