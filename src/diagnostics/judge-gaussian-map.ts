import type { EnergyTest } from '../statistics/energy-test.ts';
import type { Gaussianity } from './gaussianity.ts';

/** Evidence of the held-out rows on describing the classes by two Gaussians. */
export interface GaussianMapJudgement {
  /** True: not justified. False: the test does not reject it, which is weaker than justified. */
  readonly rejected: boolean;
  /** The p that the judgement is based on. */
  readonly p: number;
  /** One or more plain sentences for a report. */
  readonly sentence: string;
}

const LEVEL = 0.05;

/**
 * Based on the energy test of T(H_held-out) against S_held-out alone; Anderson–Darling is reported beside it. `adjusted`: the p
 * after adjustment for the other sites of a family, where there are any.
 */
export function judgeGaussianMap(
  facts: {
    readonly rank: number;
    readonly energy: EnergyTest;
    readonly gaussianity: Gaussianity;
    readonly counts: { readonly heldOutSource: number; readonly heldOutTarget: number };
  },
  adjusted?: number,
): GaussianMapJudgement {
  const { rank, energy, gaussianity, counts } = facts;
  const p = adjusted ?? energy.p;
  const rejected = p < LEVEL;
  const basis = `energy test, ${adjusted === undefined ? '' : 'adjusted '}p ${formatProbability(p)}, n = ${counts.heldOutSource} and ${counts.heldOutTarget}`;
  const least = gaussianity.smallestAdjusted;
  const coordinates =
    least !== null && least < LEVEL
      ? ` Held-out coordinates are not Gaussian (Anderson–Darling, smallest adjusted p ${formatProbability(least)}).`
      : '';
  const power = gaussianity.lowPower && !rejected ? ' Power is low (K > 1 or fewer than 64 rows).' : '';
  const verdict = rejected
    ? `A Gaussian map of rank ${rank} is not justified here: held-out source rows that it maps are still told from target rows (${basis}).`
    : `Nothing was found against a Gaussian map of rank ${rank} here: held-out source rows that it maps are not told from target rows inside its subspace (${basis}). This does not show that the classes are Gaussian or that the map is right, and says nothing of the dimensions that it leaves alone.`;
  return { rejected, p, sentence: verdict + coordinates + power };
}

function formatProbability(p: number): string {
  if (p >= 0.1) return `= ${p.toFixed(2)}`;
  return p >= 0.001 ? `= ${p.toFixed(3)}` : '< 0.001';
}
