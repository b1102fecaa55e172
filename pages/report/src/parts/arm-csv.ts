import type { PageArm } from '../../../../src/report/page/page-data.ts';
import { ARM_COLUMNS } from './arm-columns.ts';
import type { Cell, FigureTable } from './figure-table.ts';

/** The arm table as it is shown, each rate and estimate with n and interval. */
export function armTable(arms: readonly PageArm[]): FigureTable {
  return {
    columns: ARM_COLUMNS.flatMap(({ kind, key }) => {
      if (kind === 'rate') return [`${key}_k`, `${key}_n`, `${key}_low`, `${key}_high`];
      if (kind === 'estimate') return [key, `${key}_n`, `${key}_low`, `${key}_high`];
      return [key];
    }),
    rows: arms.map((arm) =>
      ARM_COLUMNS.flatMap((column): readonly Cell[] => {
        if (column.kind === 'rate') return column.rate(arm);
        if (column.kind === 'estimate') return column.estimate(arm);
        return [column.kind === 'name' ? arm.id : column.text(arm)];
      }),
    ),
  };
}
