import type { PageArm, ReportPage } from '../../../../src/report/page/page-data.ts';
import type { Cell, FigureTable } from '../parts/figure-table.ts';
import { shareOf } from '../text/share-of.ts';

/** Every line of the curve over depth, and the random displacements. */
export function localisationTable(data: ReportPage, arms: ReadonlyMap<string, PageArm>): FigureTable {
  const lines = data.series.flatMap(({ label, armIds }) =>
    armIds.map((id): Cell[] => {
      const { layer, depth, success, damage } = arms.get(id)!;
      const [k, n, low, high] = success;
      return [label, id, layer, depth, k, n, shareOf(success), low, high, damage[0], damage[2], damage[3]];
    }),
  );
  const random = data.controls.layers.flatMap(({ layer, depth, random: found }): Cell[][] =>
    found === null
      ? []
      : [
          [
            'random displacements',
            `mean of ${found[3]} draws`,
            layer,
            depth,
            null,
            data.arms[0].success[1],
            found[1],
            found[0],
            found[2],
            null,
            null,
            null,
          ],
        ],
  );
  return {
    columns: [
      'line',
      'arm',
      'layer',
      'depth',
      'k',
      'n',
      'success',
      'success_low',
      'success_high',
      'damage',
      'damage_low',
      'damage_high',
    ],
    rows: [...lines, ...random],
  };
}
