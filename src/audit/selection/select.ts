import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import type { ArmSelection } from './arm-selection.ts';
import { type SelectionWatch, selectArms } from './run-selection.ts';
import { selectInStages } from './select-in-stages.ts';

/** All choices of an audit, at the effort that its options ask for; the test split is not looked at. */
export function select(
  subject: AuditSubject,
  options: AuditOptions,
  runner: UnitRunner,
  watch: SelectionWatch,
): Promise<ArmSelection> {
  const { effort } = options;
  return effort
    ? selectInStages(subject, { ...options, effort }, runner, watch)
    : selectArms(subject, options, runner, watch);
}
