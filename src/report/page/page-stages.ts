import type { Results } from '../../results/results.ts';
import { designSentences } from '../design-sentences.ts';
import { describeStageTable, STAGE_HEADINGS, stageRows } from '../stage-table.ts';
import type { PageStages } from './page-data.ts';
import { pageEstimate } from './page-estimate.ts';

/** How far a staged audit measured what; null of a full audit. */
export function pageStages(results: Results): PageStages | null {
  const { design } = results;
  if (design === undefined) return null;
  const { rank, unattacked, layers } = design.curve;
  const rows = stageRows(results);
  return {
    sentences: [
      ...designSentences(results),
      ...(rows.length > 0 ? [`**In the table**. ${describeStageTable(design)}`] : []),
    ],
    left: { columns: STAGE_HEADINGS, rows },
    curve: {
      rank,
      unattacked: pageEstimate(unattacked),
      points: layers.map(({ armId, layer, depth, refusalScore, kl1, completed }) => ({
        id: armId,
        layer,
        depth,
        score: pageEstimate(refusalScore),
        kl1: pageEstimate(kl1),
        completed,
      })),
    },
  };
}
