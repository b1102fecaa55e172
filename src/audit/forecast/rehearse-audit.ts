import { againstArm } from '../plan/against-arm.ts';
import { distinctArms } from '../plan/arm.ts';
import { monitoredArms } from '../plan/monitored-arms.ts';
import { baselineArm } from '../plan/plan-arms.ts';
import { hasControls, peakDrawsOf, planControls, randomControls } from '../plan/plan-controls.ts';
import { planCurve } from '../plan/plan-curve.ts';
import { select } from '../selection/select.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { Unit } from '../units/unit.ts';
import { rehearsalRunner } from './rehearsal-runner.ts';

/** The units of an audit, about: those of one whose choices fall in the middle of the model (rehearsal-runner.ts). */
export async function rehearseAudit(subject: AuditSubject, options: AuditOptions): Promise<Unit[]> {
  const units: Unit[] = [];
  const runner = rehearsalRunner(subject, (unit) => units.push(unit));
  const selection = await select(subject, options, runner, { onPlanned: () => {} });
  const { best, places, chosen } = selection;
  const arms = selection.arms.map(({ arm }) => arm);
  // The test prompts may put another layer first than selection, which then gets as many draws; where few layers are completed, seldom.
  const peak =
    hasControls(options) && !selection.staged
      ? randomControls({ layer: Math.max(0, best.layer - 1), rank: best.rank }, peakDrawsOf(options), options)
      : [];
  const controls = distinctArms([...planControls(places, best, options), ...peak]);
  units.push(...[...arms, ...controls].map((arm) => ({ kind: 'test' as const, arm })));
  if (selection.staged)
    units.push(
      ...[baselineArm(options), ...planCurve(best.rank, subject.model.layers, options)].map((arm) => ({
        kind: 'curve' as const,
        arm,
      })),
    );
  const judged = distinctArms([arms[0], ...chosen.map(({ armId }) => arms.find(({ id }) => id === armId)!)]);
  units.push(
    ...monitoredArms(judged.slice(1), arms, options).map((arm) => ({ kind: 'monitor' as const, arm })),
  );
  if (subject.questions > 0) units.push(...judged.map((arm) => ({ kind: 'choices' as const, arm })));
  if (subject.answers) units.push(...judged.map((arm) => ({ kind: 'answers' as const, arm })));
  for (const { name } of subject.against ?? [])
    units.push({ kind: 'weights', name }, { kind: 'against', name, arm: againstArm(name, options) });
  return units;
}
