import type { Results } from '../../results/results.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import type { PageEstimate, PageGeometry } from './page-data.ts';
import { roundForPage } from './round-for-page.ts';

/** The geometry of both classes by layer. */
export function pageGeometry({ geometry }: Results): PageGeometry[] {
  return geometry.map(
    ({
      layer,
      rank,
      map,
      heldOutDistance,
      capturedMeanShare,
      zeroPosition,
      probe: { subspace },
      gaussianMap,
    }) => ({
      layer,
      rank,
      eigenvalues: map.eigenvalues.map((value) => roundForPage(value)!),
      band: [roundForPage(map.band[0])!, roundForPage(map.band[1])!],
      distance: [
        roundForPage(heldOutDistance.before.squared)!,
        roundForPage(heldOutDistance.after.squared)!,
        roundForPage(heldOutDistance.after.permutationMedian)!,
      ],
      capturedMeanShare: roundForPage(capturedMeanShare, formatFraction),
      zeroPosition: roundForPage(zeroPosition),
      auroc: estimateOf(subspace),
      judgement: gaussianMap.rejected ? 'not justified' : 'not rejected',
    }),
  );
}

function estimateOf({
  value,
  interval,
  positives,
  negatives,
}: Results['geometry'][number]['probe']['subspace']): PageEstimate {
  return [
    roundForPage(value),
    positives + negatives,
    roundForPage(interval?.[0] ?? null),
    roundForPage(interval?.[1] ?? null),
  ];
}
