import { holmAdjusted } from '../statistics/holm.ts';
import { judgeGaussianMap } from './judge-gaussian-map.ts';
import type { SiteDiagnostics } from './site-diagnostics.ts';

/** The same diagnostics of several sites, with every judgement of the Gaussian map based on the Holm-adjusted p over all of them. */
export function adjustAcrossSites(diagnostics: readonly SiteDiagnostics[]): SiteDiagnostics[] {
  const adjusted = holmAdjusted(diagnostics.map(({ energy }) => energy.p));
  return diagnostics.map((site, i) => ({ ...site, gaussianMap: judgeGaussianMap(site, adjusted[i]) }));
}
