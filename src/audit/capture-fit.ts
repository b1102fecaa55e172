import { type Activations, activationsOf } from '../activations/activations.ts';
import type { Engine } from '../engine/engine.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { fitPooledPca, type PooledPca } from '../transport/pooled-pca.ts';
import type { AuditData, PromptSet } from './audit-data.ts';

/** Both classes' fit activations at one site. */
export interface ClassActivations {
  readonly forbidden: Activations;
  readonly harmless: Activations;
}

/** Activations of the fit prompts that every method is fitted on. */
export interface FitActivations {
  /** resid_post of each layer, last prompt token, with the pooled PCA that serves every K. */
  readonly residPost: readonly (ClassActivations & { readonly pca: PooledPca })[];
  /** resid_pre of each layer by position (−1 = last prompt token, …). */
  readonly residPre: ReadonlyMap<number, readonly ClassActivations[]>;
}

export async function captureFit(
  engine: Engine,
  data: AuditData,
  signal?: AbortSignal,
): Promise<FitActivations> {
  const { layers, hiddenSize } = engine.config;
  const at = (point: ResidualSite['point']): ResidualSite[] =>
    Array.from({ length: layers }, (_, layer) => ({ layer, point }));
  const capture = async (set: PromptSet, sites: readonly ResidualSite[], position: number) => {
    const rows = await engine.capture({
      sequences: set.sequences,
      sites,
      positions: position,
      ...(signal ? { signal } : {}),
    });
    return (site: ResidualSite): Activations =>
      activationsOf(`${siteName(site)} of ${set.name}`, rows.get(siteName(site))!, hiddenSize);
  };
  const both = async (sites: readonly ResidualSite[], position: number) => {
    const forbidden = await capture(data.fit.forbidden, sites, position);
    const harmless = await capture(data.fit.harmless, sites, position);
    return sites.map((site): ClassActivations => ({ forbidden: forbidden(site), harmless: harmless(site) }));
  };
  const post = await both(at('resid_post'), -1);
  const residPre = new Map<number, ClassActivations[]>();
  for (let position = -1; position >= -data.suffixLength; position--)
    residPre.set(position, await both(at('resid_pre'), position));
  return {
    residPost: post.map((site) => ({ ...site, pca: fitPooledPca(site.forbidden, site.harmless) })),
    residPre,
  };
}
