import type { Intervention } from '../../interventions/intervention.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';
import { fitCovarianceOnly } from '../../methods/controls/covariance-only.ts';
import { fitRandomDisplacement } from '../../methods/controls/random-displacement.ts';
import { fitReverseMap } from '../../methods/controls/reverse-map.ts';
import { fitRotated } from '../../methods/controls/rotated.ts';
import { fitShuffled } from '../../methods/controls/shuffled.ts';
import type { ArmSpec } from '../plan/arm.ts';
import type { FitContext } from './fit-context.ts';

/** A control of the single-layer pca-ot arm with the same layer, rank, strength and scope. */
export function fitControl(arm: ArmSpec, { fit, data, options }: FitContext): Intervention {
  const { kind, draw } = arm.control!;
  const [layer] = arm.layers;
  const site: ResidualSite = { layer, point: arm.point };
  const { forbidden, harmless, pca } = fit.residPost[layer];
  const common = {
    rank: pca.rankWithin(arm.rank!),
    pca,
    scope: arm.scope,
    strength: arm.strength,
    skipFirst: options.skipFirst,
  };
  const drawn = { ...common, draw, seed: options.seed };
  switch (kind) {
    case 'random':
      return fitRandomDisplacement(site, forbidden, harmless, { ...drawn, variant: 'haar' });
    case 'random-covariance':
      return fitRandomDisplacement(site, forbidden, harmless, { ...drawn, variant: 'covariance' });
    case 'shuffled':
      return fitShuffled(site, forbidden, harmless, {
        ...drawn,
        groups: {
          source: data.fit.forbidden.groups.map(String),
          target: data.fit.harmless.groups.map(String),
        },
      });
    case 'rotated':
      return fitRotated(site, forbidden, harmless, common);
    case 'covariance-only':
      return fitCovarianceOnly(site, forbidden, harmless, common);
    case 'reverse':
      return fitReverseMap(site, forbidden, harmless, common);
  }
}
