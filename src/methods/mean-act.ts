import type { Activations } from '../activations/activations.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { fitMeanTranslation } from './act-add.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';

/**
 * Mean activation transport (Rodriguez et al. 2025): x − mu_H + mu_S. The same map as act-add at equal site, scope and
 * strength, under the name it has in that line of work; the audit runs it once. The reference (`OnlyMeanHook`) leaves
 * coordinates with sigma ≤ 1e-4 alone, this does not. Facts and errors are those of `fitActAdd`.
 */
export function fitMeanAct(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions = {},
): Intervention {
  return fitMeanTranslation('mean-act', site, source, target, options);
}

export const meanActMethod = defineMethod({
  name: 'mean-act',
  title: 'Mean activation transport',
  note: 'The same map as act-add, under the name that it has in activation transport.',
  point: 'resid_post',
  audited: 'nowhere',
  fit: (site, { source, target }, { settings }) => fitMeanAct(site, source, target, settings),
});
