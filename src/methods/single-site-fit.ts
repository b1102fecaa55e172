import type { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention, Json } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import type { Sample } from '../linalg/sample.ts';
import { buildIntervention } from './build-intervention.ts';
import { displacementNorm } from './displacement-norm.ts';
import type { InterventionOptions } from './intervention-options.ts';
import type { MeanDifference } from './mean-difference.ts';
import { zeroPosition } from './zero-position.ts';

/**
 * A fitted full-strength map at one site → an intervention whose facts, under the site's name, are the method's own
 * and those of every fit: {@link fitFacts}. Throws what `buildIntervention` does.
 */
export function singleSiteFit(parts: {
  readonly method: string;
  readonly site: ResidualSite;
  readonly map: AffineMap;
  readonly source: Sample;
  readonly means: Pick<MeanDifference, 'sourceMean' | 'targetMean'>;
  readonly settings: InterventionOptions;
  readonly options?: { readonly [key: string]: Json };
  readonly facts?: { readonly [key: string]: Json };
}): Intervention {
  const { method, site, map, source, means, settings, options = {}, facts = {} } = parts;
  return buildIntervention({
    method,
    maps: [[site, map]],
    settings,
    options,
    facts: { [siteName(site)]: { ...facts, ...fitFacts(map, source, means) } },
  });
}

/** `displacementNorm` on the source sample at full strength, `zeroPosition` (null where the class means coincide). */
export function fitFacts(
  map: AffineMap,
  source: Sample,
  { sourceMean, targetMean }: Pick<MeanDifference, 'sourceMean' | 'targetMean'>,
): { readonly displacementNorm: number; readonly zeroPosition: number | null } {
  return {
    displacementNorm: displacementNorm(map, source),
    zeroPosition: zeroPosition(sourceMean, targetMean),
  };
}
