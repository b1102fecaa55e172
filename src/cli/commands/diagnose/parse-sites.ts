import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import {
  compareSites,
  parseSiteName,
  type ResidualSite,
  siteName,
} from '../../../interventions/residual-site.ts';

/**
 * `all` (of the sites available), or sites and inclusive ranges of layers: `resid_post.7,resid_pre.3-5` → sites in execution order
 * without repetition. Throws {@link InvalidInputError} naming --sites, or the site that is not available.
 */
export function parseSites(text: string, available: readonly ResidualSite[]): ResidualSite[] {
  if (text.trim() === 'all') return [...available].sort(compareSites);
  const known = new Set(available.map(siteName));
  const chosen = new Map<string, ResidualSite>();
  for (const part of text.split(',')) {
    const match = /^([a-z_]+)\.(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (!match)
      throw new InvalidInputError(
        '--sites',
        `"${part}" is neither a site nor a range of layers`,
        'Write all, or resid_post.7,resid_pre.3-5.',
      );
    const [, point, first, last = first] = match;
    if (Number(last) < Number(first))
      throw new InvalidInputError('--sites', `range ${part.trim()} is descending`);
    for (let layer = Number(first); layer <= Number(last); layer++) {
      const site = parseSiteName(`${point}.${layer}`);
      if (!known.has(siteName(site)))
        throw new InvalidInputError(
          '--sites',
          `${siteName(site)} is not in every file`,
          `All hold: ${available.map(siteName).join(', ') || 'none together'}.`,
        );
      chosen.set(siteName(site), site);
    }
  }
  return [...chosen.values()].sort(compareSites);
}
