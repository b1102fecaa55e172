import type { PageArm } from '../../../../src/report/page/page-data.ts';
import { shareOf } from '../text/share-of.ts';
import type { ArmColumn } from './arm-columns.ts';

/** Arms by a column; what was not measured comes last either way, ties keep the audit's order. */
export function sortArms(arms: readonly PageArm[], column: ArmColumn, descending: boolean): PageArm[] {
  const sign = descending ? -1 : 1;
  return arms.toSorted((a, b) => {
    const [x, y] = [sortKey(a, column), sortKey(b, column)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    if (typeof x === 'string' || typeof y === 'string')
      return sign * String(x).localeCompare(String(y), 'en', { numeric: true });
    return x === y ? 0 : sign * (x < y ? -1 : 1);
  });
}

function sortKey(arm: PageArm, column: ArmColumn): number | string | null {
  switch (column.kind) {
    case 'name':
      return arm.id;
    case 'text':
      return column.text(arm);
    case 'rate':
      return shareOf(column.rate(arm));
    case 'estimate':
      return column.estimate(arm)[0];
  }
}
