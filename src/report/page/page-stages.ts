import type { Results } from '../../results/results.ts';
import { leftArms, whyLeft } from '../design-arms.ts';
import { designSentences } from '../design-sentences.ts';
import type { PageStages } from './page-data.ts';
import { pageEstimate } from './page-estimate.ts';
import { pageRate } from './page-rate.ts';
import { roundForPage } from './round-for-page.ts';

/** How far a staged audit measured what; null of a full audit. */
export function pageStages(results: Results): PageStages | null {
  const { design } = results;
  if (design === undefined) return null;
  const { rank, unattacked, layers } = design.curve;
  return {
    sentences: designSentences(results),
    left: leftArms(results).map((arm) => ({
      id: arm.armId,
      reached: arm.reached,
      why: whyLeft(arm),
      score: arm.screen && pageEstimate(arm.screen.refusalScore),
      kl1: arm.screen && pageEstimate(arm.screen.kl1),
      unrefused: arm.halving && pageRate(arm.halving.unrefused),
      kl: arm.halving && roundForPage(arm.halving.kl),
    })),
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
