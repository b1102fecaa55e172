import type { Intervention } from '../../interventions/intervention.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';
import { findMethod } from '../../methods/find-method.ts';
import type { MethodClasses, MethodOptions } from '../../methods/method-options.ts';

export type { MethodOptions } from '../../methods/method-options.ts';

/** Fits the built-in method of that name at one site. Throws the fitter's errors, and InvalidInputError on an unknown name. */
export function fitMethod(
  method: string,
  site: ResidualSite,
  classes: MethodClasses,
  options: MethodOptions,
): Intervention {
  return findMethod(method).fit(site, classes, options);
}
