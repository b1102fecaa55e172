import type { EnginePool } from '../engine/worker/engine-pool.ts';
import { meanRefusalScore } from './mean-refusal-score.ts';
import type { MeasureContext } from './measure-context.ts';
import type { Arm } from './plan-arms.ts';
import type { ArmSelectionResult, ChosenArm } from './results.ts';
import { type Candidate, SELECTION_RULE, selectArm, tiedForBest } from './select-arm.ts';

export interface MeasuredArm {
  readonly arm: Arm;
  selection: ArmSelectionResult;
}

const byMethod = (measured: readonly MeasuredArm[], method: string): MeasuredArm[] =>
  measured.filter(({ arm }) => arm.method === method);

function candidateOf({ arm, selection }: MeasuredArm): Candidate {
  const sites = arm.intervention!.sites.length;
  return { id: arm.id, sites, rank: arm.rank ?? 1, layer: arm.layer ?? Number.POSITIVE_INFINITY, selection };
}

/**
 * The arm that each method goes into the comparison with, chosen on the selection split alone. Ties are broken by the
 * mean refusal score on forbidden selection prompts, which is measured for tied arms only and noted in their selection.
 */
export async function chooseArms(
  pool: EnginePool,
  context: MeasureContext,
  measured: readonly MeasuredArm[],
  methods: readonly string[],
): Promise<ChosenArm[]> {
  const { data, signal } = context;
  const tied = methods.flatMap((method) => {
    const best = new Set(tiedForBest(byMethod(measured, method).map(candidateOf)).map(({ id }) => id));
    return best.size > 1 ? measured.filter(({ arm }) => best.has(arm.id)) : [];
  });
  const scores = new Map<string, number>();
  await pool.map(tied, async (engine, { arm }) => {
    const { sequences } = data.selection.forbidden;
    const logits = await engine.nextToken({
      sequences,
      intervention: arm.intervention!,
      ...(signal ? { signal } : {}),
    });
    scores.set(arm.id, meanRefusalScore(logits, data.refusalStarts));
  });
  for (const entry of tied) entry.selection = { ...entry.selection, refusalScore: scores.get(entry.arm.id)! };
  return methods.flatMap((method): ChosenArm[] => {
    const chosen = selectArm(byMethod(measured, method).map(candidateOf), scores);
    return chosen
      ? [
          {
            method,
            armId: chosen.id,
            feasible: chosen.selection.feasible,
            flag: chosen.selection.feasible
              ? ''
              : 'no candidate was feasible; the least damaging one stands in',
            rule: SELECTION_RULE,
          },
        ]
      : [];
  });
}
