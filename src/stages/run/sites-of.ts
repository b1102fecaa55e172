import { compareSites, type ResidualPoint, type ResidualSite } from '../../interventions/residual-site.ts';

/** Every point at every layer, in execution order. */
export function sitesOf(layers: readonly number[], points: readonly ResidualPoint[]): ResidualSite[] {
  return layers.flatMap((layer) => points.map((point) => ({ layer, point }))).sort(compareSites);
}
