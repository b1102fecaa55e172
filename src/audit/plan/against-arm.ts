import type { AuditOptions } from '../subject/audit-options.ts';
import type { ArmSpec } from './arm.ts';
import { baselineArm } from './plan-arms.ts';

/** What the modified checkpoint of this name is called among arms. */
export const againstArmId = (name: string): string => `against:${name}`;

/** The modified checkpoint of this name as an arm: no intervention, other weights. */
export const againstArm = (name: string, options: AuditOptions): ArmSpec => ({
  ...baselineArm(options),
  id: againstArmId(name),
});
