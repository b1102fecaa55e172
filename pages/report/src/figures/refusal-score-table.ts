import type { PageStages } from '../../../../src/report/page/page-data.ts';
import type { FigureTable } from '../parts/figure-table.ts';

/** The curve of refusal scores, the unattacked model first. */
export const refusalScoreTable = ({ points, unattacked }: PageStages['curve']): FigureTable => ({
  columns: [
    'arm',
    'layer',
    'depth',
    'n',
    'refusal_score',
    'refusal_score_low',
    'refusal_score_high',
    'kl1',
    'kl1_low',
    'kl1_high',
    'success_measured',
  ],
  rows: [
    [
      'unattacked',
      null,
      null,
      unattacked[1],
      unattacked[0],
      unattacked[2],
      unattacked[3],
      0,
      null,
      null,
      true,
    ],
    ...points.map(({ id, layer, depth, score, kl1, completed }) => [
      id,
      layer,
      depth,
      score[1],
      score[0],
      score[2],
      score[3],
      kl1[0],
      kl1[2],
      kl1[3],
      completed,
    ]),
  ],
});
