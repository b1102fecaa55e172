import { type Activations, activationsOf } from '../../activations/activations.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import { fitPooledPca, type PooledPca } from '../../transport/pooled-pca.ts';
import type { AuditData, PromptSet } from '../data/audit-data-types.ts';
import type { ActPooling } from '../subject/audit-options.ts';

/** Both classes' fit activations at one site. */
export interface ClassActivations {
  readonly forbidden: Activations;
  readonly harmless: Activations;
}

/** Activations of the fit prompts that every method is fitted on. */
export interface FitActivations {
  /** resid_post of each layer, last prompt token, with the pooled PCA that serves every K. */
  readonly residPost: readonly (ClassActivations & { readonly pca: PooledPca })[];
  /** resid_post of each layer as AcT is fitted on it: the same, or the mean over the prompt's tokens. */
  readonly actPost: readonly ClassActivations[];
  /** resid_pre of each layer by position (−1 = last prompt token, …). */
  readonly residPre: ReadonlyMap<number, readonly ClassActivations[]>;
}

/** Activations of a prompt set at sites, one row a prompt: of a token counted from the end, or the mean over all. */
export async function captureSet(
  engine: Engine,
  set: PromptSet,
  sites: readonly ResidualSite[],
  at: number | 'mean',
  options: { readonly intervention?: Intervention; readonly signal?: AbortSignal } = {},
): Promise<(site: ResidualSite) => Activations> {
  const rows = await engine.capture({ sequences: set.sequences, sites, positions: at, ...options });
  return (site) =>
    activationsOf(`${siteName(site)} of ${set.name}`, rows.get(siteName(site))!, engine.config.hiddenSize);
}

export async function captureFit(
  engine: Engine,
  data: AuditData,
  actPooling: ActPooling,
  signal?: AbortSignal,
): Promise<FitActivations> {
  const sitesAt = (point: ResidualSite['point']): ResidualSite[] =>
    Array.from({ length: engine.config.layers }, (_, layer) => ({ layer, point }));
  const both = async (sites: readonly ResidualSite[], at: number | 'mean'): Promise<ClassActivations[]> => {
    const options = signal ? { signal } : {};
    const forbidden = await captureSet(engine, data.fit.forbidden, sites, at, options);
    const harmless = await captureSet(engine, data.fit.harmless, sites, at, options);
    return sites.map((site) => ({ forbidden: forbidden(site), harmless: harmless(site) }));
  };
  const post = await both(sitesAt('resid_post'), -1);
  const residPre = new Map<number, ClassActivations[]>();
  for (let position = -1; position >= -Math.max(1, data.suffixLength); position--)
    residPre.set(position, await both(sitesAt('resid_pre'), position));
  return {
    residPost: post.map((site) => ({ ...site, pca: fitPooledPca(site.forbidden, site.harmless) })),
    actPost: actPooling === 'mean' ? await both(sitesAt('resid_post'), 'mean') : post,
    residPre,
  };
}

/** resid_post of each layer, last prompt token, of the selection prompts: for diagnostics on what nothing is fitted on. */
export async function captureHeldOut(
  engine: Engine,
  { selection }: AuditData,
  signal?: AbortSignal,
): Promise<ClassActivations[]> {
  const sites = Array.from(
    { length: engine.config.layers },
    (_, layer): ResidualSite => ({ layer, point: 'resid_post' }),
  );
  const options = signal ? { signal } : {};
  const forbidden = await captureSet(engine, selection.forbidden, sites, -1, options);
  const harmless = await captureSet(engine, selection.harmless, sites, -1, options);
  return sites.map((site) => ({ forbidden: forbidden(site), harmless: harmless(site) }));
}
