import type { Intervention } from '../../interventions/intervention.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';
import { findMethod } from '../../methods/find-method.ts';
import type { MethodClasses, MethodOptions } from '../../methods/method-options.ts';

export type { MethodOptions } from '../../methods/method-options.ts';

/** The built-in method of that name fitted at one site. Throws what the fitter throws, and InvalidInputError on another name. */
export function fitMethod(
  method: string,
  site: ResidualSite,
  classes: MethodClasses,
  options: MethodOptions,
): Intervention {
  return findMethod(method).fit(site, classes, options);
}
