import type { EnginePool } from '../engine/worker/engine-pool.ts';
import { type ArmSpec, type AuditMethod, soleLayer } from './arm.ts';
import type { AuditOptions } from './audit-options.ts';
import { meanRefusalScore } from './mean-refusal-score.ts';
import type { MeasuredArm } from './measure-arms.ts';
import type { MeasureContext } from './measure-context.ts';
import { PAIRED_METHODS, planPairs } from './plan-arms.ts';
import type { ChosenArm } from './results.ts';
import { type Candidate, SELECTION_RULE, selectArm, tiedForBest } from './select-arm.ts';

/** Refusal scores by arm id: measured for tied arms only, each once. */
export type RefusalScores = Map<string, number>;

function candidateOf({ arm, selection }: MeasuredArm): Candidate {
  return {
    id: arm.id,
    sites: arm.layers.length,
    rank: arm.rank ?? 1,
    layer: Math.min(...arm.layers),
    selection,
  };
}

/** The arms that a method's selection chooses among: at one layer, and pairs where there are any. */
function selectable(measured: readonly MeasuredArm[], method: AuditMethod): MeasuredArm[] {
  return measured.filter(({ arm }) => arm.method === method && (arm.role === 'layer' || arm.role === 'pair'));
}

/**
 * The arm that {@link SELECTION_RULE} picks, on the selection split alone; undefined of none. Ties are broken by the mean
 * refusal score on forbidden selection prompts, which joins `scores`.
 */
async function chooseArm(
  pool: EnginePool,
  context: MeasureContext,
  entries: readonly MeasuredArm[],
  scores: RefusalScores,
): Promise<MeasuredArm | undefined> {
  const { data, signal } = context;
  const best = new Set(tiedForBest(entries.map(candidateOf)).map(({ id }) => id));
  const tied = entries.filter(({ arm }) => best.size > 1 && best.has(arm.id) && !scores.has(arm.id));
  await pool.map(tied, async (engine, { arm }) => {
    const { sequences } = data.selection.forbidden;
    const logits = await engine.nextToken({
      sequences,
      intervention: arm.intervention!,
      ...(signal ? { signal } : {}),
    });
    scores.set(arm.id, meanRefusalScore(logits, data.refusalStarts));
  });
  const chosen = selectArm(entries.map(candidateOf), scores);
  return entries.find(({ arm }) => arm.id === chosen?.id);
}

/** The arm that each method goes into the comparison with. */
export async function chooseArms(
  pool: EnginePool,
  context: MeasureContext,
  measured: readonly MeasuredArm[],
  methods: readonly AuditMethod[],
  scores: RefusalScores,
): Promise<ChosenArm[]> {
  const chosen: ChosenArm[] = [];
  for (const method of methods) {
    const entry = await chooseArm(pool, context, selectable(measured, method), scores);
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

/** The pairs to try, around the best single layer of each paired method and of its two best (plan-arms.ts). */
export async function choosePairs(
  pool: EnginePool,
  context: MeasureContext,
  measured: readonly MeasuredArm[],
  options: AuditOptions,
  scores: RefusalScores,
): Promise<ArmSpec[]> {
  const pairs: ArmSpec[] = [];
  for (const method of PAIRED_METHODS) {
    const singles = selectable(measured, method);
    const best = await chooseArm(pool, context, singles, scores);
    if (!best) continue;
    const others = singles.filter(
      ({ arm, selection }) => arm.rank === best.arm.rank && arm !== best.arm && selection.feasible,
    );
    const second = await chooseArm(pool, context, others, scores);
    const ranked = [best, ...(second ? [second] : [])].map(({ arm }) => soleLayer(arm)!);
    pairs.push(...planPairs(method, { ranked, rank: best.arm.rank! }, pool.first.config.layers, options));
  }
  return pairs;
}
