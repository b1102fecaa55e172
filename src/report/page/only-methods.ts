import type { ReportPage } from './page-data.ts';

/** What controls are of. */
const CONTROLLED = 'pca-ot';
const methodOf = (armId: string): string => armId.split('@')[0];

/** A page's data with the arms of some methods alone, each of them drawn over depth, beside the unattacked model. */
export function onlyMethods(data: ReportPage, methods: readonly string[]): ReportPage {
  const isWanted = (method: string): boolean => methods.includes(method);
  const { stages, controls, judges } = data;
  return {
    ...data,
    arms: data.arms.filter(({ method }) => method === 'baseline' || isWanted(method)),
    series: data.series
      .filter(({ method }) => isWanted(method))
      .map((series) => ({ ...series, shown: true })),
    controls: isWanted(CONTROLLED) ? controls : { ...controls, layers: [] },
    comparisons: data.comparisons.filter(({ rivalId }) => isWanted(methodOf(rivalId))),
    judges: {
      ...judges,
      arms: judges.arms.filter(({ armId }) => armId === 'baseline' || isWanted(methodOf(armId))),
    },
    stages: stages && {
      ...stages,
      left: { ...stages.left, rows: stages.left.rows.filter(([id]) => isWanted(methodOf(id))) },
    },
  };
}
