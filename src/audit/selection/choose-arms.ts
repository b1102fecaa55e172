import type { ArmSelectionResult, ChosenArm } from '../../results/results.ts';
import { type ArmSpec, soleLayer } from '../plan/arm.ts';
import { PAIRED_METHODS, planPairs } from '../plan/plan-arms.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import { type Candidate, SELECTION_RULE, selectArm, tiedForBest } from './select-arm.ts';

/** An arm with what it did on the selection split: all that a choice may look at. */
export interface SelectedArm {
  readonly arm: ArmSpec;
  readonly selection: ArmSelectionResult;
}

/** Refusal scores by arm id: measured for tied arms only. */
export type RefusalScores = Map<string, number>;

function candidateOf({ arm, selection }: SelectedArm): Candidate {
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

/**
 * The arm that {@link SELECTION_RULE} picks, on the selection split alone; undefined of none. Ties are broken by the mean
 * refusal score on forbidden selection prompts, which joins `scores`.
 */
async function chooseArm(
  runner: UnitRunner,
  entries: readonly SelectedArm[],
  scores: RefusalScores,
): Promise<SelectedArm | undefined> {
  const best = new Set(tiedForBest(entries.map(candidateOf)).map(({ id }) => id));
  const tied = entries.filter(({ arm }) => best.size > 1 && best.has(arm.id)).map(({ arm }) => arm);
  const values = await runner.run(tied.map((arm) => ({ kind: 'score' as const, arm })));
  for (const [i, { id }] of tied.entries()) scores.set(id, values[i]);
  const chosen = selectArm(entries.map(candidateOf), scores);
  return entries.find(({ arm }) => arm.id === chosen?.id);
}

/** The arm that each method goes into the comparison with. */
export async function chooseArms(
  runner: UnitRunner,
  measured: readonly SelectedArm[],
  methods: readonly string[],
  scores: RefusalScores,
): Promise<ChosenArm[]> {
  const chosen: ChosenArm[] = [];
  for (const method of methods) {
    const entry = await chooseArm(runner, selectable(measured, method), scores);
    if (!entry) continue;
    const { feasible } = entry.selection;
    chosen.push({
      method,
      armId: entry.arm.id,
      feasible,
      flag: feasible ? '' : 'no candidate was feasible; the least damaging one stands in',
      rule: SELECTION_RULE,
    });
  }
  return chosen;
}

/** The best arm of a method at one layer: what localisation and strength are measured around. */
export async function bestSingle(
  runner: UnitRunner,
  measured: readonly SelectedArm[],
  method: string,
  scores: RefusalScores,
): Promise<ArmSpec> {
  const singles = selectable(measured, method).filter(({ arm }) => arm.role === 'layer');
  return (await chooseArm(runner, singles, scores))!.arm;
}

/** The pairs to try, around the best single layer of each paired method and of its two best (plan-arms.ts). */
export async function choosePairs(
  runner: UnitRunner,
  measured: readonly SelectedArm[],
  { layers, options }: { readonly layers: number; readonly options: AuditOptions },
  scores: RefusalScores,
): Promise<ArmSpec[]> {
  const pairs: ArmSpec[] = [];
  for (const method of PAIRED_METHODS) {
    const singles = selectable(measured, method);
    const best = await chooseArm(runner, singles, scores);
    if (!best) continue;
    const others = singles.filter(
      ({ arm, selection }) => arm.rank === best.arm.rank && arm !== best.arm && selection.feasible,
    );
    const second = await chooseArm(runner, others, scores);
    const ranked = [best, ...(second ? [second] : [])].map(({ arm }) => soleLayer(arm)!);
    pairs.push(...planPairs(method, { ranked, rank: best.arm.rank! }, layers, options));
  }
  return pairs;
}
