import type { AuditOptions } from '../subject/audit-options.ts';
import { type ArmSpec, distinctArms } from './arm.ts';

/** The arms that monitors watch: the chosen ones, and further strengths, as an attacker who turns an attack down to pass. */
export const monitoredArms = (
  chosen: readonly ArmSpec[],
  measured: readonly ArmSpec[],
  { without }: Pick<AuditOptions, 'without'>,
): ArmSpec[] =>
  without?.includes('monitors')
    ? []
    : distinctArms([...chosen, ...measured.filter(({ role }) => role === 'strength')]).filter(
        // The unattacked model stands in where no arm of a method is feasible.
        ({ method }) => method !== undefined,
      );
