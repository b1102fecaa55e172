import type { BaselineResult, Results } from '../results/results.ts';
import type { Scatter } from '../results/scatter.ts';
import { againstArm } from './plan/against-arm.ts';
import { type ArmSpec, distinctArms } from './plan/arm.ts';
import { checkPlan } from './plan/check-plan.ts';
import { monitoredArms } from './plan/monitored-arms.ts';
import { baselineArm } from './plan/plan-arms.ts';
import { hasControls, peakDrawsOf, planControls, randomControls } from './plan/plan-controls.ts';
import { planCurve } from './plan/plan-curve.ts';
import { auditResults } from './results/audit-results.ts';
import { effectPeak } from './results/effect-peak.ts';
import { type ControlledTest, TestedArms } from './results/tested-arms.ts';
import type { SelectionWatch } from './selection/run-selection.ts';
import { select } from './selection/select.ts';
import type { AuditOptions } from './subject/audit-options.ts';
import type { AuditSubject } from './subject/subject.ts';
import { isOverflow } from './units/observation.ts';
import type { Unit } from './units/unit.ts';
import type { UnitRunner } from './units/unit-runner.ts';

export interface RunOutcome {
  readonly results: Results;
  /** The arms that methods go into the comparison with. */
  readonly chosen: readonly ArmSpec[];
  /** What pca-ot moves at each layer; empty of a journal without. */
  readonly scatters: readonly Scatter[];
  /** Every arm but controls with what it did prompt by prompt, the unattacked model first. */
  readonly tested: TestedArms;
}

/** What someone who watches an audit is told. */
export interface AuditWatch {
  /** Units that are now known to belong to the audit, some of which may be done already. */
  readonly onPlanned?: (units: readonly Unit[]) => void;
  /** The unattacked model was measured on the selection split, the first of all units. */
  readonly onBaseline?: (baseline: BaselineResult) => void;
  /** Every choice is made; the test split is looked at from here on. */
  readonly onTestOpened?: () => void;
  /**
   * Before modified checkpoints are measured: the audited model is freed for them, so what is to come of it is made now, maps of the chosen
   * arms and completions of those that are judged.
   */
  readonly beforeModified?: (chosen: readonly ArmSpec[], judged: readonly ArmSpec[]) => Promise<void>;
}

/**
 * The whole audit as a function of subject, options and the values of its units: every arm on the selection split; layer,
 * rank and pairs chosen there; then the test split opened, once, and every arm and control measured on it. The same
 * values give the same results, whether a runner works them out or looks them up.
 */
export async function runAudit(
  subject: AuditSubject,
  options: AuditOptions,
  runner: UnitRunner,
  watch: AuditWatch = {},
): Promise<RunOutcome> {
  const { layers } = subject.model;
  checkPlan(subject.model, options);
  const testUnits = (arms: readonly ArmSpec[]) => arms.map((arm) => ({ kind: 'test' as const, arm }));
  const selectionWatch: SelectionWatch = {
    onPlanned: (arms, others = []) =>
      watch.onPlanned?.([
        ...others,
        ...arms.map((arm) => ({ kind: 'selection' as const, arm })),
        ...testUnits(arms),
      ]),
    ...(watch.onBaseline ? { onBaseline: watch.onBaseline } : {}),
  };
  const selection = await select(subject, options, runner, selectionWatch);
  const { arms, chosen, transport, best } = selection;
  const controls = planControls(selection.places, best, options);
  const diagnostics = Array.from({ length: layers }, (_, layer) => ({
    kind: 'diagnostics' as const,
    layer,
    rank: best.rank,
  }));
  watch.onPlanned?.([...diagnostics, ...testUnits(arms.map(({ arm }) => arm)), ...testUnits(controls)]);
  const [scatter] = await runner.run([{ kind: 'scatter', arm: transport }]);
  const geometry = await runner.run<'diagnostics'>(diagnostics);
  const scatters = await runner.runBeside<'scatter'>(
    planCurve(best.rank, layers, options).map((arm) => ({ kind: 'scatter', arm })),
  );

  watch.onTestOpened?.();
  const observations = await runner.run(testUnits(arms.map(({ arm }) => arm)));
  const tested = new TestedArms(
    subject,
    arms.map((entry, i) => ({ ...entry, observation: observations[i] })),
  );
  const curveArms = selection.staged ? [baselineArm(options), ...planCurve(best.rank, layers, options)] : [];
  const curveUnits = curveArms.map((arm) => ({ kind: 'curve' as const, arm }));
  watch.onPlanned?.(curveUnits);
  const curve = await runner.run<'curve'>(curveUnits);
  const measureControls = async (specs: readonly ArmSpec[]): Promise<ControlledTest[]> => {
    const values = await runner.run(testUnits(specs));
    return specs.map((arm, i) => ({ arm, observation: values[i] }));
  };
  const controlled = await measureControls(controls);
  // The test prompts may put another layer first than selection did, and more draws yet another: each gets as many.
  for (let more = missingDraws(); more.length > 0; more = missingDraws()) {
    watch.onPlanned?.(testUnits(more));
    controlled.push(...(await measureControls(more)));
  }
  function missingDraws(): ArmSpec[] {
    const peak = effectPeak(tested, controlled, best.rank, subject);
    if (peak === undefined || !hasControls(options)) return [];
    const known = new Set(controlled.map(({ arm }) => arm.id));
    return randomControls({ layer: peak, rank: best.rank }, peakDrawsOf(options), options).filter(
      ({ id }) => !known.has(id),
    );
  }
  const judged = distinctArms([arms[0].arm, ...chosen.map(({ armId }) => tested.get(armId).arm)]);
  const questionUnits = subject.questions > 0 ? judged.map((arm) => ({ kind: 'choices' as const, arm })) : [];
  watch.onPlanned?.(questionUnits);
  const choices = await runner.run<'choices'>(questionUnits);
  const answerUnits = subject.answers ? judged.map((arm) => ({ kind: 'answers' as const, arm })) : [];
  watch.onPlanned?.(answerUnits);
  const answers = await runner.run<'answers'>(answerUnits);
  // A defence beside every attack.
  const watched = monitoredArms(
    judged.slice(1),
    arms.map(({ arm }) => arm),
    options,
  );
  const monitorUnits = watched.map((arm) => ({ kind: 'monitor' as const, arm }));
  watch.onPlanned?.(monitorUnits);
  const monitors = await runner.runBeside<'monitor'>(monitorUnits);
  // An arm under which the model overflows has no completions.
  const readable = judged.filter(({ id }) => !isOverflow(tested.get(id).observation));
  const armOf = new Map(arms.map(({ arm }) => [arm.id, arm]));
  const chosenArms = chosen.map(({ armId }) => armOf.get(armId)!);
  const modified = (subject.against ?? []).map(({ name }) => ({ name, arm: againstArm(name, options) }));
  const weightUnits = modified.map(({ name }) => ({ kind: 'weights' as const, name }));
  const modifiedUnits = modified.map((each) => ({ kind: 'against' as const, ...each }));
  watch.onPlanned?.([...weightUnits, ...modifiedUnits]);
  const weights = await runner.run<'weights'>(weightUnits);
  if (modified.length > 0) await watch.beforeModified?.(chosenArms, readable);
  const against = await runner.run<'against'>(modifiedUnits);
  readable.push(...modified.map(({ arm }) => arm).filter((_, i) => !isOverflow(against[i].test)));
  const verdictUnits = options.judges.flatMap((judge) =>
    readable.map((arm) => ({ kind: 'verdict' as const, judge, arm })),
  );
  watch.onPlanned?.(verdictUnits);
  const verdicts = await runner.run(verdictUnits);
  const results = auditResults({
    subject,
    options,
    selection,
    tested,
    controls: controlled,
    scatter,
    geometry,
    curve: curveArms.map((arm, i) => ({ arm, observation: curve[i] })),
    choices: choices.map((observation, i) => ({ armId: judged[i].id, observation })),
    // Journals from before there were monitors have none.
    monitors:
      monitors.length === watched.length
        ? monitors.map((observation, i) => ({ armId: watched[i].id, observation }))
        : [],
    answers: answers.map((observation, i) => ({ armId: judged[i].id, observation })),
    verdicts: readable.map((arm, i) => ({
      armId: arm.id,
      verdicts: options.judges.map((_, j) => verdicts[j * readable.length + i]),
    })),
    against: modified.map(({ arm }, i) => ({ arm, observation: against[i], weights: weights[i] })),
  });
  return { results, chosen: chosenArms, scatters, tested };
}
