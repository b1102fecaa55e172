import type { ArmSelectionResult, ChosenArm } from '../../results/results.ts';
import { type ArmSpec, soleLayer } from '../plan/arm.ts';
import { PAIRED_METHODS, planPairs } from '../plan/plan-arms.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { type Candidate, SELECTION_RULE, selectArm } from './select-arm.ts';

/** An arm with what it did on the selection split: all that a choice may look at. */
export interface SelectedArm {
  readonly arm: ArmSpec;
  readonly selection: ArmSelectionResult;
}

export function candidateOf({ arm, selection }: SelectedArm): Candidate {
  return {
    id: arm.id,
    sites: arm.layers.length,
    rank: arm.rank ?? 1,
    layer: Math.min(...arm.layers),
    selection,
  };
}

/** The arms that a method's selection chooses among: at one layer, and pairs where there are any. */
function selectable(measured: readonly SelectedArm[], method: string): SelectedArm[] {
  return measured.filter(({ arm }) => arm.method === method && (arm.role === 'layer' || arm.role === 'pair'));
}

/** The arm that {@link SELECTION_RULE} picks, on the selection split alone; undefined for none. */
function chooseArm(entries: readonly SelectedArm[]): SelectedArm | undefined {
  const chosen = selectArm(entries.map(candidateOf));
  return entries.find(({ arm }) => arm.id === chosen?.id);
}

/** The arm that each method goes into the comparison with. */
export function chooseArms(measured: readonly SelectedArm[], methods: readonly string[]): ChosenArm[] {
  return methods.flatMap((method): ChosenArm[] => {
    const entry = chooseArm(selectable(measured, method));
    if (!entry) return [];
    const { feasible } = entry.selection;
    return [
      {
        method,
        armId: entry.arm.id,
        feasible,
        flag: feasible ? '' : 'no candidate was feasible; the least damaging one stands in',
        rule: SELECTION_RULE,
      },
    ];
  });
}

/** The best arm of a method at one layer: what localisation and strength are measured around. */
export function bestSingle(measured: readonly SelectedArm[], method: string): ArmSpec {
  return chooseArm(selectable(measured, method).filter(({ arm }) => arm.role === 'layer'))!.arm;
}

/** The pairs to try, around the best single layer of each paired method and of its two best (plan-arms.ts). */
export function choosePairs(
  measured: readonly SelectedArm[],
  { layers, options }: { readonly layers: number; readonly options: AuditOptions },
): ArmSpec[] {
  return PAIRED_METHODS.flatMap((method) => {
    const singles = selectable(measured, method);
    const best = chooseArm(singles);
    if (!best) return [];
    const second = chooseArm(
      singles.filter(
        ({ arm, selection }) => arm.rank === best.arm.rank && arm !== best.arm && selection.feasible,
      ),
    );
    const ranked = [best, ...(second ? [second] : [])].map(({ arm }) => soleLayer(arm)!);
    return planPairs(method, { ranked, rank: best.arm.rank! }, layers, options);
  });
}
