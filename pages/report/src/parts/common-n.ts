import type { PageArm } from '../../../../src/report/page/page-data.ts';
import type { ArmColumn } from './arm-columns.ts';

/** How many prompts every arm's number in the column is of, those that were not measured aside; null where they differ, or where nothing is counted. */
export function commonN(arms: readonly PageArm[], column: ArmColumn): number | null {
  if (column.kind !== 'rate' && column.kind !== 'estimate') return null;
  const counts = new Set(
    arms
      .map((arm) => (column.kind === 'rate' ? column.rate(arm)[1] : column.estimate(arm)[1]))
      .filter((n) => n > 0),
  );
  return counts.size === 1 ? [...counts][0] : null;
}
