import { type Activations, activationsOf } from '../activations/activations.ts';
import type { EncodedSequence, Engine } from '../engine/engine.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { fitPooledPca, type PooledPca } from '../transport/pooled-pca.ts';
import { residualSites } from './on-every-port.ts';

/** Both classes at one site. */
export interface SiteClasses {
  readonly forbidden: Activations;
  readonly harmless: Activations;
  readonly pca: PooledPca;
}

/** Prompts between two reports of progress. */
const CHUNK = 16;

/** Activations of the fit prompts, last prompt token, at every layer; a site's pooled PCA is computed on first use. */
export class FitActivations {
  readonly #forbidden: ReadonlyMap<string, Activations>;
  readonly #harmless: ReadonlyMap<string, Activations>;
  readonly #pcas = new Map<string, PooledPca>();

  private constructor(
    forbidden: ReadonlyMap<string, Activations>,
    harmless: ReadonlyMap<string, Activations>,
  ) {
    this.#forbidden = forbidden;
    this.#harmless = harmless;
  }

  /** Captures both classes. `onProgress` receives the share done. Throws the errors of the engine and `activationsOf`. */
  static async capture(
    engine: Engine,
    prompts: {
      readonly forbidden: readonly EncodedSequence[];
      readonly harmless: readonly EncodedSequence[];
    },
    onProgress: (share: number) => void = () => {},
  ): Promise<FitActivations> {
    const { layers, hiddenSize: d } = engine.config;
    const sites = residualSites(layers);
    const total = prompts.forbidden.length + prompts.harmless.length;
    let done = 0;
    const classOf = async (sequences: readonly EncodedSequence[]): Promise<Map<string, Activations>> => {
      const all = new Map(sites.map((site) => [siteName(site), new Float32Array(sequences.length * d)]));
      for (let start = 0; start < sequences.length; start += CHUNK) {
        const chunk = sequences.slice(start, start + CHUNK);
        const rows = await engine.capture({ sequences: chunk, sites, positions: 'last' });
        for (const [name, values] of all) values.set(rows.get(name)!, start * d);
        done += chunk.length;
        onProgress(done / total);
      }
      return new Map([...all].map(([name, rows]) => [name, activationsOf(name, rows, d)]));
    };
    return new FitActivations(await classOf(prompts.forbidden), await classOf(prompts.harmless));
  }

  /** Activations at resid_post, or at the resid_pre of a block after the first, which is resid_post of the block before. */
  at({ layer, point }: ResidualSite): SiteClasses {
    const name = siteName({ layer: point === 'resid_pre' ? layer - 1 : layer, point: 'resid_post' });
    const [forbidden, harmless] = [this.#forbidden.get(name)!, this.#harmless.get(name)!];
    let pca = this.#pcas.get(name);
    if (!pca) this.#pcas.set(name, (pca = fitPooledPca(forbidden, harmless)));
    return { forbidden, harmless, pca };
  }
}
