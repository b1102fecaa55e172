import type { PageArm, ReportPage } from '../../../../src/report/page/page-data.ts';

/** The single-layer arms of a method at a rank. */
export interface HeatRow {
  readonly label: string;
  readonly arms: readonly PageArm[];
  /** Those that left before the test split, with where and why. */
  readonly left: readonly { readonly id: string; readonly layer: number; readonly why: string }[];
}

/** An arm at one layer as its id says it: `pca-ot@7/k2`, `rfa@8`. Arms with anything more in their ids are of another kind. */
const SINGLE = /^([^@]+)@(\d+)(?:\/k(\d+))?$/;

/** A row for each method and K, in the order of the arms; methods of which no arm came to the test split come last. */
export function heatRows({ arms, stages }: Pick<ReportPage, 'arms' | 'stages'>): HeatRow[] {
  const rows = new Map<
    string,
    { method: string; rank: number; arms: PageArm[]; left: HeatRow['left'][number][] }
  >();
  const rowOf = (method: string, rank: number | null) => {
    const label = rank === null ? method : `${method} K=${rank}`;
    const row = rows.get(label) ?? { method, rank: rank ?? 0, arms: [], left: [] };
    rows.set(label, row);
    return row;
  };
  for (const arm of arms)
    if (arm.role === 'layer' && arm.layer !== null) rowOf(arm.method, arm.rank).arms.push(arm);
  for (const [id, reached, why] of stages?.left.rows ?? []) {
    const [, method, layer, rank] = SINGLE.exec(id) ?? [];
    if (method === undefined) continue;
    rowOf(method, rank === undefined ? null : Number(rank)).left.push({
      id,
      layer: Number(layer),
      why: `left after ${reached}, ${why}`,
    });
  }
  const methods = [...new Set([...rows.values()].map(({ method }) => method))];
  return [...rows]
    .map(([label, row]) => ({ label, ...row }))
    .toSorted((a, b) => methods.indexOf(a.method) - methods.indexOf(b.method) || a.rank - b.rank);
}
