import type { Json } from '../../interventions/intervention.ts';
import type { Sample } from '../../linalg/sample.ts';
import { fitGaussianTransport, type GaussianTransport } from '../../transport/gaussian-transport.ts';
import type { InterventionOptions } from '../intervention-options.ts';
import type { ControlOptions } from './control-options.ts';

/** The transport of the arm that a control imitates, and the arm's options split into what a fit records. */
export function fitArmTransport(
  source: Sample,
  target: Sample,
  options: ControlOptions,
): {
  readonly transport: GaussianTransport;
  readonly settings: InterventionOptions;
  readonly recorded: { readonly rank: number; readonly complement: 'keep'; readonly shrinkage: Json };
} {
  const { rank, shrinkage = { kind: 'none' } as const, pca, strength, scope, skipFirst } = options;
  return {
    transport: fitGaussianTransport(source, target, { rank, shrinkage, ...(pca ? { pca } : {}) }),
    settings: {
      ...(strength === undefined ? {} : { strength }),
      ...(scope === undefined ? {} : { scope }),
      ...(skipFirst === undefined ? {} : { skipFirst }),
    },
    recorded: { rank, complement: 'keep', shrinkage: { ...shrinkage } },
  };
}
