import type { ClaimResult, Results } from '../results/results.ts';
import { formatPoints } from '../wording/format-points.ts';
import { formatFullRate } from '../wording/format-rate.ts';
import { storedPoints } from '../wording/stored-points.ts';
import { findArm } from './find-arm.ts';

const AGAINST = /^(\S+) against (\S+): (\S+) points /;

/** The number that a claim stands on, with what it is of: `−3 points against rfa@8`; empty where nothing was measured. */
export function claimNumber({ number, because }: ClaimResult, results: Results): string {
  const { arms, chosen, comparisons, localisation } = results;
  if (number === 2) {
    const id = chosen.find(({ method }) => method === 'pca-ot')?.armId;
    const measured =
      arms.some((arm) => arm.id === id) && because.some((reason) => reason.startsWith(`${id}:`));
    return measured ? `${formatFullRate(findArm(results, id!).test.forbidden.exact)}, \`${id}\`` : '';
  }
  const claim = number === 3 ? localisation?.depthClaim : null;
  return [
    ...because.flatMap((reason) => {
      const [, first, second, stored] = AGAINST.exec(reason) ?? [];
      if (stored === undefined) return [];
      const test = comparisons.find(({ armId, rivalId }) => armId === first && rivalId === second);
      return [`${test ? formatPoints(test.difference) : storedPoints(stored)} points against \`${second}\``];
    }),
    ...(claim ? [`${formatPoints(claim.difference)} points, best layer inside minus best outside`] : []),
  ].join('; ');
}
