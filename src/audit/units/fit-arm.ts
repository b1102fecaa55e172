import type { Engine } from '../../engine/engine.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { OverflowError } from '../../errors/overflow-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';
import { findMethod } from '../../methods/find-method.ts';
import { fitSequentially } from '../../methods/fit-sequentially.ts';
import { joinInterventions } from '../../methods/join-interventions.ts';
import type { Method } from '../../methods/method.ts';
import type { MethodOptions } from '../../methods/method-options.ts';

import type { PooledPca } from '../../transport/pooled-pca.ts';
import type { ArmSpec } from '../plan/arm.ts';
import { type ClassActivations, captureSet, type FitActivations } from './capture-fit.ts';
import type { FitContext } from './fit-context.ts';
import { fitControl } from './fit-control.ts';
import { fitWhereItCan } from './fit-where-it-can.ts';

/**
 * Fits an arm on the fit split; undefined for the unattacked model. Only a sequential refit runs the engine: it captures
 * the forbidden fit prompts under the maps of earlier layers.
 */
export async function fitArm(
  arm: ArmSpec,
  engine: Engine,
  context: FitContext,
): Promise<Intervention | undefined> {
  const { layers, point, refit } = arm;
  if (arm.method === undefined) return undefined;
  if (arm.control) return fitControl(arm, context);
  const { data, fit, options, signal } = context;
  const method = findMethod(arm.method, context.methods);
  const methodOptions = optionsOf(arm, context);
  const sites = layers.map((layer): ResidualSite => ({ layer, point }));
  if (refit !== 'sequential') {
    const parts = sites.map((site) => {
      const { forbidden: source, harmless: target, pca } = classesAt(arm, method, site, fit);
      return fitWhereItCan(method, site, { source, target }, { ...methodOptions, ...(pca ? { pca } : {}) });
    });
    return refit === null ? parts[0] : joinInterventions(parts, { options: { refit } });
  }
  return fitSequentially({
    sites,
    scope: arm.scope,
    // The pooled PCA belongs to the unmodified activations: every later layer makes its own.
    fitAt: (site, source, target) => fitWhereItCan(method, site, { source, target }, methodOptions),
    captureUnder: async (intervention, site) => {
      if (!intervention) return classesAt(arm, method, site, fit).forbidden;
      const at = method.pooled && options.actPooling === 'mean' ? 'mean' : -1;
      const run = { intervention, ...(signal ? { signal } : {}) };
      const captured = await captureSet(engine, data.fit.forbidden, [site], at, run);
      try {
        return captured(site);
      } catch (error) {
        // The fit prompts alone are finite: captureFit saw them. So it is the maps of earlier layers.
        throw error instanceof InvalidInputError ? new OverflowError(arm.id, error.message) : error;
      }
    },
    targetAt: (site) => classesAt(arm, method, site, fit).harmless,
    ...(signal ? { signal } : {}),
  });
}

function classesAt(
  arm: ArmSpec,
  { pooled }: Method,
  { layer, point }: ResidualSite,
  fit: FitActivations,
): ClassActivations & { readonly pca?: PooledPca } {
  if (point === 'resid_pre') return fit.residPre.get(arm.position)![layer];
  // Activation transport has a pooling of its own.
  return pooled ? fit.actPost[layer] : fit.residPost[layer];
}

function optionsOf(
  { rank, complement, scope, strength, layers: [layer], position }: ArmSpec,
  { modelLayers, options }: FitContext,
): MethodOptions {
  return {
    layers: modelLayers,
    rank: rank ?? 1,
    complement,
    support: options.actSupport,
    origin: { layer, position },
    settings: { scope, strength, skipFirst: options.skipFirst },
  };
}
