import type { Results } from '../../results/results.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { layerControls } from '../layer-controls.ts';
import type { PageRate, ReportPage } from './page-data.ts';
import { pageRate } from './page-rate.ts';
import { roundForPage } from './round-for-page.ts';

/** The causal controls by layer at the rank of the curve. */
export function pageControls(results: Results): ReportPage['controls'] {
  const { localisation } = results;
  const rate = (found: Rate | null): PageRate | null => (found === null ? null : pageRate(found));
  return {
    rank: localisation?.rank ?? null,
    peak: localisation?.peak.significant ? localisation.peak.layer : null,
    layers: layerControls(results).map(
      ({ layer, depth, random, shuffled, rotated, covarianceOnly, induced }) => ({
        layer,
        depth: roundForPage(depth, formatFraction) ?? (layer + 1) / results.model.layers,
        random:
          random === null
            ? null
            : [
                roundForPage(random.least, formatPercent)!,
                roundForPage(random.mean, formatPercent)!,
                roundForPage(random.most, formatPercent)!,
                random.draws,
              ],
        shuffled: rate(shuffled),
        rotated: rate(rotated),
        covarianceOnly: rate(covarianceOnly),
        induced: rate(induced),
      }),
    ),
  };
}
