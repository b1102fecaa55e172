import type { ArmSpec } from '../plan/arm.ts';
import { HALVING_PROMPTS } from '../subject/staged-tokens.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { OUTCOME_LETTERS, type SetObservation } from '../units/observation.ts';
import { type Unit, type UnitKind, type UnitOf, type UnitValues, unitName } from '../units/unit.ts';
import type { UnitRunner } from '../units/unit-runner.ts';

/** Nats per token of an arm that does what it should, and of one that breaks the model. */
const [LITTLE, MUCH] = [0.01, 2];

/**
 * Answers units as a model would whose refusal gives way in the middle, a rival's too, and nowhere at all layers at once: choices fall as
 * they would, so that the units of an audit can be counted without a model. `onUnit` hears of each once.
 */
export function rehearsalRunner(
  { model, prompts }: Pick<AuditSubject, 'model' | 'prompts'>,
  onUnit: (unit: Unit) => void,
): UnitRunner {
  const heard = new Set<string>();
  const middle = (model.layers - 1) / 2;
  const power = (layers: readonly number[]): number =>
    1 - Math.min(...layers.map((layer) => Math.abs(layer - middle))) / model.layers;
  const isWhole = (arm: ArmSpec): boolean => arm.layers.length === model.layers;
  const success = (arm: ArmSpec): number =>
    arm.method === undefined || isWhole(arm) ? 0 : 0.9 * power(arm.layers) * Math.min(1, arm.strength);
  const kl = (arm: ArmSpec): number => (arm.method === undefined ? 0 : isWhole(arm) ? MUCH : LITTLE);
  const set = (count: number, complied: number): SetObservation => {
    const k = Math.round(count * complied);
    const { complied: c, refused: r } = OUTCOME_LETTERS;
    const yes = '1'.repeat(k) + '0'.repeat(count - k);
    const none = '0'.repeat(count);
    return {
      outcomes: c.repeat(k) + r.repeat(count - k),
      flags: { exact: yes, near: yes, refused: none, substring: none, degenerate: none },
      digests: [],
      lengths: [],
    };
  };
  const divergence = (count: number, value: number) => ({
    first: new Array<number>(count).fill(value),
    sums: new Array<number>(count).fill(value),
    steps: new Array<number>(count).fill(1),
  });
  const both = (arm: ArmSpec, most: number) => {
    const [h, s] = (['forbidden', 'harmless'] as const).map((kind) =>
      Math.min(most, prompts[`selection/${kind}`].count),
    );
    return { divergence: divergence(s, kl(arm)), harmless: set(s, 1), forbidden: set(h, success(arm)) };
  };
  const value = (unit: Unit): unknown => {
    switch (unit.kind) {
      case 'direction':
        return { bypass: -power([unit.layer]), induce: 1, kl: LITTLE };
      case 'refusal-starts':
        return { starts: [] };
      case 'screen':
        return { refusal: [-10 * success(unit.arm)], kl1: [kl(unit.arm) / 2] };
      case 'halving':
        return both(unit.arm, HALVING_PROMPTS);
      case 'selection':
        return both(unit.arm, unit.prompts ?? Number.POSITIVE_INFINITY);
      default:
        throw new Error(`${unitName(unit)} is not rehearsed`);
    }
  };
  const run: UnitRunner['run'] = async <Kind extends UnitKind>(units: readonly UnitOf<Kind>[]) =>
    units.map((unit: Unit) => {
      if (!heard.has(unitName(unit))) onUnit(unit);
      heard.add(unitName(unit));
      return value(unit) as UnitValues[Kind];
    });
  return { run, runBeside: run };
}
