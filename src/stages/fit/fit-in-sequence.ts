import { activationsOf } from '../../activations/activations.ts';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { fitSequentially } from '../../methods/fit-sequentially.ts';
import { joinInterventions } from '../../methods/join-interventions.ts';
import { captureActivations } from '../run/capture-activations.ts';
import { fitAtSite } from './fit-at-site.ts';
import type { FitRequest } from './fit-intervention.ts';
import { requireSameDate } from './require-same-date.ts';
import { requireSameTemplate } from './require-same-template.ts';
import { sharedPrecision } from './shared-precision.ts';
import type { SourcePrompts } from './source-prompts.ts';

/**
 * Fits a method site after site: the first on the source file, each later one on the source prompts captured again
 * under the maps so far, all against the target file. Provenance holds the SHA-256 of both files and of the prompts.
 * The engine runs in the precision of the files. Throws what `fitSequentially`, `fitAtSite` and a capture do.
 */
export async function fitInSequence(
  request: FitRequest,
  engine: Engine,
  checkpoint: Checkpoint,
  options: { readonly prompts: SourcePrompts; readonly signal?: AbortSignal },
): Promise<Intervention> {
  const { source, target, sites, settings } = request;
  const { prompts, signal } = options;
  const { records, positions } = prompts;
  const precision = sharedPrecision(source, target);
  requireSameDate(source, target);
  requireSameTemplate(source, target);
  const fitted = await fitSequentially({
    sites,
    scope: settings.scope ?? 'all',
    fitAt: (site, before, after) => fitAtSite(site, { source: before, target: after }, request),
    targetAt: (site) => target.at(site),
    captureUnder: async (intervention, site) => {
      if (!intervention) return source.at(site);
      const capture = { sites: [site], positions, intervention, signal };
      const { rows, model } = await captureActivations(engine, checkpoint, records, capture);
      return activationsOf(siteName(site), rows.get(siteName(site))!, model.hiddenSize);
    },
    signal,
  });
  return joinInterventions([fitted], {
    options: { fittedAt: sites.map(siteName), ...precision },
    data: { source: source.hash, target: target.hash, sourcePrompts: prompts.hash },
  });
}
