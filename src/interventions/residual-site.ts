import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Points of a block at which an activation is read or changed, by the field's names. */
export const RESIDUAL_POINTS = ['resid_pre', 'attn_out', 'mlp_out', 'resid_post'] as const;
export type ResidualPoint = (typeof RESIDUAL_POINTS)[number];

/** A place in the residual stream: 0-based block index and point. */
export interface ResidualSite {
  readonly layer: number;
  readonly point: ResidualPoint;
}

/** A site by its point and 0-based layer. */
export function site(point: ResidualPoint, layer: number): ResidualSite {
  return { layer, point };
}

/** `resid_post.7`: the name of a site in files, tensors and reports. */
export function siteName(site: ResidualSite): string {
  return `${site.point}.${site.layer}`;
}

/** The inverse of {@link siteName}; throws {@link InvalidInputError} on anything else. */
export function parseSiteName(name: string): ResidualSite {
  const match = /^(resid_pre|attn_out|mlp_out|resid_post)\.(\d+)$/.exec(name);
  if (!match)
    throw new InvalidInputError(
      `site "${name}"`,
      `expected <point>.<layer>`,
      `Points: ${RESIDUAL_POINTS.join(', ')}.`,
    );
  return { point: match[1] as ResidualPoint, layer: Number(match[2]) };
}

/** Execution order of sites inside a forward pass. */
export function compareSites(a: ResidualSite, b: ResidualSite): number {
  return a.layer - b.layer || RESIDUAL_POINTS.indexOf(a.point) - RESIDUAL_POINTS.indexOf(b.point);
}

/**
 * Fraction of the network passed at a site: (l + 1)/L for resid_post, l/L for resid_pre, and for the two
 * outputs inside a block the depth of that block's end.
 */
export function siteDepth(site: ResidualSite, layers: number): number {
  return (site.point === 'resid_pre' ? site.layer : site.layer + 1) / layers;
}
