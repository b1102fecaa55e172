import type { Results } from '../../results/results.ts';
import { strengthPlaces } from '../best-strength-places.ts';
import type { PageStrengths } from './page-data.ts';
import { pageEstimate } from './page-estimate.ts';
import { pageRate } from './page-rate.ts';

/** Dose and response by layer and rank. */
export function pageStrengths({ strengths }: Results): PageStrengths[] {
  return strengthPlaces(strengths).map(({ layer, rank, strengths: found }) => ({
    layer,
    rank,
    points: found.map(({ strength, success, kl32, harmlessExact }) => ({
      strength,
      success: pageRate(success),
      damage: pageEstimate(kl32),
      harmless: pageRate(harmlessExact),
    })),
  }));
}
