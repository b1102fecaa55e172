import { activationsOf } from '../../activations/activations.ts';
import { ActivationMonitor } from '../../diagnostics/activation-monitor.ts';
import type { Engine } from '../../engine/engine.ts';
import { OverflowError } from '../../errors/overflow-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import { type ClassActivations, captureSet, type FitActivations } from './capture-fit.ts';
import type { MonitorObservation, MonitorScores, MonitorSite } from './observation.ts';

/** Scores of the unattacked model's prompts at a site, by the monitor that was fitted there. */
export interface CleanScores {
  readonly monitor: ActivationMonitor;
  readonly scores: Pick<MonitorSite, 'calibration' | 'clean'>;
}

const post = (layer: number): ResidualSite => ({ layer, point: 'resid_post' });

/**
 * The layers whose resid_post is watched: the one behind the arm's last site, which whoever places the monitor has to guess, and the model's last,
 * which lies behind every arm.
 */
export function watchedLayers(intervention: Intervention, modelLayers: number): number[] {
  const last = Math.max(...intervention.sites.map(({ layer }) => layer));
  return [...new Set([Math.min(last + 1, modelLayers - 1), modelLayers - 1])];
}

/** Whether resid_post of a layer lies behind every site of an intervention. */
export const isDownstream = (layer: number, { sites }: Intervention): boolean =>
  sites.every((site) => site.layer < layer || (site.layer === layer && site.point !== 'resid_post'));

/** Fits the monitor of a layer and scores the selection and test prompts of the unattacked model. */
export async function cleanScores(
  engine: Engine,
  layer: number,
  from: {
    readonly data: AuditData;
    readonly fit: FitActivations;
    /** The selection prompts by layer. */
    readonly heldOut: readonly ClassActivations[];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<CleanScores> {
  const { forbidden, harmless, pca } = from.fit.residPost[layer];
  const monitor = ActivationMonitor.fit(forbidden, harmless, pca);
  const options = from.signal ? { signal: from.signal } : {};
  const test = async (kind: 'forbidden' | 'harmless' | 'borderline'): Promise<MonitorScores> => {
    const set = from.data.test[kind];
    if (set.prompts.length === 0) return { mahalanobis: [], residual: [] };
    return monitor.scores((await captureSet(engine, set, [post(layer)], -1, options))(post(layer)));
  };
  const heldOut = from.heldOut[layer];
  return {
    monitor,
    scores: {
      calibration: {
        forbidden: monitor.scores(heldOut.forbidden),
        harmless: monitor.scores(heldOut.harmless),
      },
      clean: {
        forbidden: await test('forbidden'),
        harmless: await test('harmless'),
        borderline: await test('borderline'),
      },
    },
  };
}

/** An arm's harmful test prompts as the monitors behind it see them. */
export async function measureMonitors(
  engine: Engine,
  intervention: Intervention,
  {
    data,
    cleanOf,
    signal,
  }: {
    readonly data: AuditData;
    readonly cleanOf: (layer: number) => Promise<CleanScores>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<MonitorObservation> {
  const layers = watchedLayers(intervention, engine.config.layers);
  const rows = await engine.capture({
    sequences: data.test.forbidden.sequences,
    sites: layers.map(post),
    positions: -1,
    intervention,
    ...(signal ? { signal } : {}),
  });
  const sites: MonitorSite[] = [];
  for (const layer of layers) {
    const name = siteName(post(layer));
    const values = rows.get(name)!;
    if (!values.every(Number.isFinite))
      throw new OverflowError(`activations at ${name}`, 'hold NaN or infinity');
    const { monitor, scores } = await cleanOf(layer);
    sites.push({
      layer,
      downstream: isDownstream(layer, intervention),
      rank: monitor.rank,
      ...scores,
      attacked: monitor.scores(activationsOf(name, values, engine.config.hiddenSize)),
    });
  }
  return { sites };
}
