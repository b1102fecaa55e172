import type { Intervention } from '../../interventions/intervention.ts';
import { fitIntervention } from './fit-intervention.ts';
import type { FitOptions } from './fit-options.ts';
import { fitRequest } from './fit-request.ts';

/**
 * Fits a method to activations of two classes, [n_H, d] and [n_S, d] at every site, each site on its own, and joins the
 * maps into one intervention. Its provenance holds options, facts of the fit and the SHA-256 of both sets.
 * The same activations give the same bytes.
 *
 * Throws InvalidInputError naming an option or a set and its site: an option that the method does not have, a rank that
 * n does not allow, classes that are the same, sets of other precisions or dimensions.
 *
 * @example
 * import { capture, fit, openModel, organismPrompts, site } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const sites = [site('resid_post', 9)];
 * const [source, target] = [
 *   await capture({ model, prompts: organismPrompts({ kind: 'forbidden', count: 16 }), sites }),
 *   await capture({ model, prompts: organismPrompts({ kind: 'harmless', count: 16 }), sites }),
 * ];
 * const map = fit({ method: 'pca-ot', source, target, rank: 1 });
 * if (map.maps.get('resid_post.9')?.rank !== 1) throw new Error('rank');
 * await model.close();
 */
export function fit(options: FitOptions): Intervention {
  return fitIntervention(fitRequest(options));
}
