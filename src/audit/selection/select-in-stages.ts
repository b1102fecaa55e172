import { siteDepth } from '../../interventions/residual-site.ts';
import type { StagedEffort } from '../../results/effort.ts';
import { type ArmSpec, distinctArms, soleLayer } from '../plan/arm.ts';
import { chosenLayers } from '../plan/chosen-layers.ts';
import { armSpec, PAIRED_METHODS, planGrid, planVariants } from '../plan/plan-arms.ts';
import { planStrengths } from '../plan/plan-strengths.ts';
import { triedMethods } from '../plan/planned-methods.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { HALVING_PROMPTS, SCREEN_PROMPTS, stagedTokens } from '../subject/staged-tokens.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { answeredPrompts } from '../units/answered-prompts.ts';
import type { Unit } from '../units/unit.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import type { ArmSelection, ObservedArm } from './arm-selection.ts';
import { bestSingle, chooseArms, choosePairs } from './choose-arms.ts';
import { EFFORT_PLANS, type EffortPlan } from './effort-plan.ts';
import { type HalvedArm, halveArms, mayBeFeasible, SPARE_PROMPTS } from './halve-arms.ts';
import {
  measureBaseline,
  methodsToSelect,
  observeArms,
  type SelectionWatch,
  strongestOf,
} from './run-selection.ts';
import { isHopeless, leastDamaging, type ScreenedArm, screenArms, screenFrontier } from './screen-arms.ts';
import { finalistDirections } from './screen-directions.ts';
import { chosenDirections, DIRECTION_METHODS, directionArms, planDirections } from './select-directions.ts';
import { StageLog } from './stage-log.ts';

/** Harmful prompts of {@link HALVING_PROMPTS} by which an arm may lie behind its method's best and still be looked at again. */
const FAR_BEHIND = HALVING_PROMPTS / 4;
/** How often the next arms of a method are looked at where none of those before leaves the model intact. */
const TURNS = 3;

/**
 * The same choices as `selectArms`, from fewer measurements (docs/method/effort.md): every arm by its next tokens on the first selection
 * prompts; per method the best third by short completions of these; the best of those on the whole selection split. The test split is not looked at.
 */
export async function selectInStages(
  subject: AuditSubject,
  options: AuditOptions & { readonly effort: StagedEffort },
  silent: UnitRunner,
  { onPlanned, onBaseline }: SelectionWatch,
): Promise<ArmSelection> {
  const { layers } = subject.model;
  const runner = announcing(silent, (units) => onPlanned([], units));
  const plan = EFFORT_PLANS[options.effort];
  const log = new StageLog();
  const [baselineSpec, ...grid] = planGrid(layers, options);
  const candidates = planDirections(subject, options);
  const screened = grid.filter((arm) => isScreened(arm, plan, options));

  const {
    observed: baseline,
    judged,
    starts,
  } = await measureBaseline(subject, options, runner, baselineSpec);
  onBaseline?.(judged);
  const answered = answeredPrompts(baseline.harmless);
  const directions = await finalistDirections(runner, candidates, subject);
  const screen = (arms: readonly ArmSpec[]) => screenArms(arms, answered, runner, log);
  const seen = new Map<string, ObservedArm>();
  const select = async (specs: readonly ArmSpec[], prompts?: number): Promise<ObservedArm[]> => {
    const fresh = distinctArms(specs).filter(({ id }) => !seen.has(id));
    for (const entry of await observeArms(fresh, baseline, subject, runner, prompts)) {
      seen.set(entry.arm.id, entry);
      if (entry.arm.method !== undefined) log.reach(entry.arm, 'selection');
    }
    return specs.map(({ id }) => seen.get(id)!);
  };

  // The best of each method at one layer.
  const inOrder = await screen(screened);
  const singles: ArmSpec[] = [];
  for (const method of methodsToSelect(options)) {
    const own = inOrder.filter(({ arm }) => arm.method === method && arm.role === 'layer');
    const third = own.slice(0, Math.max(plan.candidates, Math.ceil(own.length / 3)));
    const halve = (arms: readonly ScreenedArm[]) =>
      halveArms(
        arms.map(({ arm }) => arm),
        baseline,
        { subject, options },
        runner,
        log,
      );
    let halved = await halve(third);
    // Those that refuse least may all break the model: then the next have their turn, and where none of them leaves it intact, the least damaging.
    const isFeasible = ({ shortfall }: HalvedArm): boolean => shortfall === 0;
    const rest = own.slice(third.length);
    for (let turn = 0; turn < TURNS && rest.length > 0 && !halved.some(isFeasible); turn++)
      halved = [...halved, ...(await halve(rest.splice(0, plan.candidates)))];
    if (rest.length > 0 && !halved.some(isFeasible))
      halved = [...halved, ...(await halve(leastDamaging(rest, plan.candidates)))];
    const best = finalists(halved, plan.candidates);
    log.leave(
      halved.filter((each) => !best.includes(each)).map(({ arm }) => arm),
      () => `halving: not among the best ${plan.candidates} of its method`,
    );
    const halvedIds = new Set(halved.map(({ arm }) => arm.id));
    log.leave(
      own.map(({ arm }) => arm).filter(({ id }) => !halvedIds.has(id)),
      () => 'screen: not among the best third of its method',
    );
    singles.push(...best.map(({ arm }) => arm));
  }
  await select([baselineSpec, ...singles, ...directionArms(directions.chosen, options)]);

  const pairs = choosePairs([...seen.values()], { layers, options });
  const bestPairs: ArmSpec[] = [];
  if (plan.pairs > 0 && pairs.length > 0) {
    const ordered = await screen(pairs);
    for (const method of new Set(pairs.map((arm) => arm.method))) {
      const own = ordered.filter(({ arm }) => arm.method === method).map(({ arm }) => arm);
      bestPairs.push(...own.slice(0, plan.pairs));
      log.leave(own.slice(plan.pairs), () => `screen: not among the best ${plan.pairs} pairs of its method`);
    }
  }
  await select(bestPairs);
  const chosen = [
    ...chosenDirections(directions.chosen, options),
    ...chooseArms([...seen.values()], methodsToSelect(options)),
  ];
  const transport = seen.get(chosen.find(({ method }) => method === 'pca-ot')!.armId)!.arm;
  const single = bestSingle([...seen.values()], 'pca-ot');
  const best = { layer: soleLayer(single)!, rank: single.rank! };

  // What claims, localisation and the frontier need beside the chosen arms.
  const everywhere = bestEverywhere(inOrder, log);
  const variants = plan.variants ? planVariants(transport, options) : [];
  const strengths =
    plan.strengths === null ? [] : await keptStrengths(layers, best, plan.strengths, options, screen, log);
  const curve = curveLayers(inOrder, best, layers, options, plan).map((layer) =>
    armSpec({ role: 'layer', method: 'pca-ot', layers: [layer], rank: best.rank }, options),
  );
  const twin = meanTwin(transport, options);
  const perRank = options.ranks.flatMap((rank) => {
    const own = singles.filter((arm) => arm.method === 'pca-ot' && arm.rank === rank);
    return own.slice(0, 1);
  });
  const tested = new Set<string>();
  const toTest = async (specs: readonly ArmSpec[], prompts?: number): Promise<void> => {
    for (const { arm } of await select(specs, prompts)) tested.add(arm.id);
  };
  await toTest([
    baselineSpec,
    ...chosen.map(({ armId }) => seen.get(armId)!.arm),
    ...perRank,
    ...chooseArms(
      [...seen.values()].filter(({ arm }) => arm.role !== 'layer'),
      PAIRED_METHODS,
    ).map(({ armId }) => seen.get(armId)!.arm),
    ...twin,
    ...strengths,
  ]);
  // Of these it is only asked whether they leave the model intact.
  await toTest([...everywhere, ...curve, ...variants], wholeOr(HALVING_PROMPTS, subject));
  const strongest = strongestOf([...seen.values()]);
  if (strongest !== null) tested.add(strongest);
  for (const { arm } of seen.values())
    if (arm.method === undefined) continue;
    else if (tested.has(arm.id)) log.reach(arm, 'test');
    else log.leave([arm], () => 'selection: another arm of its method was chosen');
  return {
    ...starts,
    arms: [...seen.values()].filter(({ arm }) => tested.has(arm.id)),
    baseline: judged,
    chosen,
    strongest,
    transport,
    best,
    direction: directions.chosen.get('rfa') ?? null,
    som: directions.chosen.get('som') ?? null,
    places: {
      layers: curve.map((arm) => soleLayer(arm)!),
      ranks: [best.rank],
      parts: plan.controlParts ? [best.layer] : [],
      // Their spread is pooled with that of the best layer's.
      draws: 1,
    },
    staged: {
      effort: options.effort,
      sizes: sizesOf(subject, options),
      arms: log.arms,
      directions: directions.counts,
      notTried: notTried(plan, options),
    },
  };
}

/** Says of units that they belong to the audit before they are done: which come next, only the last ones tell. */
function announcing(runner: UnitRunner, announce: (units: readonly Unit[]) => void): UnitRunner {
  const run: UnitRunner['run'] = (units) => {
    announce(units as readonly Unit[]);
    return runner.run(units);
  };
  return { run, runBeside: (units) => runner.runBeside(units) };
}

/** Undefined where the split has no more. */
const wholeOr = (prompts: number, { prompts: sets }: AuditSubject): number | undefined =>
  prompts < Math.max(sets['selection/forbidden'].count, sets['selection/harmless'].count)
    ? prompts
    : undefined;

/** rfa and som are screened as directions; at all layers only what the effort tries. */
function isScreened(arm: ArmSpec, plan: EffortPlan, { ranks }: AuditOptions): boolean {
  if (arm.role === 'layer') return !DIRECTION_METHODS.some((method) => method === arm.method);
  if (arm.method === 'pca-ot') return arm.rank === ranks[0];
  return plan.rivalsEverywhere && (arm.method === 'mean-shift' || arm.method === 'linear-act');
}

/**
 * The best of those that are feasible, of those that fail by a prompt at most, and of those that fail by two; then the next best that are
 * not far behind. The best of a smaller rank stays, since the smallest that breaks refusal is reported.
 */
function finalists(halved: readonly HalvedArm[], count: number): HalvedArm[] {
  const order = halved.toSorted((a, b) => b.unrefused - a.unrefused);
  const bestWith = (spare: number): HalvedArm[] =>
    order.filter(({ shortfall }) => shortfall <= spare).slice(0, 1);
  const wanted = SPARE_PROMPTS.flatMap(bestWith);
  const most = wanted.at(-1)?.unrefused ?? 0;
  const near = halved.filter((each) => mayBeFeasible(each) && each.unrefused >= most - FAR_BEHIND);
  const best = [...new Set([...wanted, ...near, halved[0]])].slice(0, count);
  const smallest = Math.min(...halved.map(({ arm }) => arm.rank ?? 0));
  if (count === 1 || best.some(({ arm }) => (arm.rank ?? 0) === smallest)) return best;
  const small = halved.find(({ arm }) => (arm.rank ?? 0) === smallest)!;
  return [...best.slice(0, count - 1), small];
}

/** The best of each method at all layers at once; those that break the model at the first token leave, but for pca-ot's. */
function bestEverywhere(inOrder: readonly ScreenedArm[], log: StageLog): ArmSpec[] {
  const everywhere = inOrder.filter(({ arm }) => arm.role === 'everywhere');
  return [...new Set(everywhere.map(({ arm }) => arm.method))].flatMap((method) => {
    const [best, ...others] = everywhere.filter(({ arm }) => arm.method === method);
    log.leave(
      others.map(({ arm }) => arm),
      () => 'screen: another way of fitting at all layers did better',
    );
    if (method === 'pca-ot' || !isHopeless(best)) return [best.arm];
    log.leave([best.arm], () => 'screen: does too much damage at the first token');
    return [];
  });
}

/** Every strength at the best layer, for dose and response, and over the grid those on the screen's frontier. */
async function keptStrengths(
  layers: number,
  best: { readonly layer: number; readonly rank: number },
  count: number,
  options: AuditOptions,
  screen: (arms: readonly ArmSpec[]) => Promise<ScreenedArm[]>,
  log: StageLog,
): Promise<ArmSpec[]> {
  const planned = planStrengths(layers, best, { ...options, ranks: [best.rank] });
  const screened = await screen(planned);
  const atBest = ({ arm }: ScreenedArm): boolean => soleLayer(arm) === best.layer;
  const kept = new Set([...screened.filter(atBest), ...screenFrontier(screened, count)]);
  log.leave(
    screened.filter((each) => !kept.has(each)).map(({ arm }) => arm),
    () => 'screen: not on the frontier of refusal score and damage',
  );
  return planned.filter((arm) => [...kept].some((each) => each.arm === arm));
}

/** Where along the depth success is measured: around the best layer, every few layers, and the best inside and outside of 40–60% depth. */
function curveLayers(
  inOrder: readonly ScreenedArm[],
  best: { readonly layer: number; readonly rank: number },
  modelLayers: number,
  options: AuditOptions,
  { neighbours, every }: EffortPlan,
): number[] {
  const tried = chosenLayers(modelLayers, options);
  const middle = (layer: number): boolean => {
    const depth = siteDepth({ layer, point: 'resid_post' }, modelLayers);
    return depth >= 0.4 && depth <= 0.6;
  };
  const curve = inOrder
    .filter(({ arm }) => arm.role === 'layer' && arm.method === 'pca-ot' && arm.rank === best.rank)
    .map(({ arm }) => soleLayer(arm)!);
  const [inside, outside] = [curve.find(middle), curve.find((layer) => !middle(layer))];
  return tried.filter(
    (layer) =>
      Math.abs(layer - best.layer) <= neighbours ||
      (every !== null && ((layer + 1) % every === 0 || layer === inside || layer === outside)),
  );
}

/** The chosen arm without what it does to the spread: the claim that the distribution matters needs it. */
function meanTwin({ role, layers, rank, refit }: ArmSpec, options: AuditOptions): ArmSpec[] {
  if (!triedMethods(options).some(({ name }) => name === 'mean-shift')) return [];
  return [armSpec({ role, method: 'mean-shift', layers, rank, refit }, options)];
}

function sizesOf(subject: AuditSubject, options: AuditOptions) {
  const { halving, selection, harmless } = stagedTokens(options);
  return {
    screenPrompts: Math.min(SCREEN_PROMPTS, subject.prompts['selection/harmless'].count),
    halvingPrompts: Math.min(HALVING_PROMPTS, subject.prompts['selection/harmless'].count),
    halvingTokens: halving,
    selectionTokens: selection,
    harmlessTokens: harmless,
  };
}

function notTried(plan: EffortPlan, options: AuditOptions): string[] {
  const without = new Set(options.without);
  return [
    'arms that left at the screen or in halving have no success rate on the test split',
    ...(plan.every === null
      ? ['success along the depth: it is measured at the best layer alone']
      : ['success at every layer: between the completed layers only next tokens are measured']),
    ...(without.has('strengths')
      ? []
      : [
          plan.strengths === null
            ? 'other strengths than the audit’s own'
            : 'most other strengths: the robustness score sees those on the screen’s frontier, so it may be too high',
        ]),
    ...(plan.variants ? [] : ['other token scopes and complements']),
    ...(plan.pairs > 0 ? [] : ['pairs of layers']),
    plan.rivalsEverywhere
      ? 'at all layers at once: rivals but linear-act and mean-shift, and larger ranks'
      : 'at all layers at once: rivals, and larger ranks',
  ].filter((line) => !(without.has('everywhere') && line.startsWith('at all layers')));
}
