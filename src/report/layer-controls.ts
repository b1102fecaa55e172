import { isWithinBudget } from '../metrics/damage-budget.ts';
import type { ArmResult, ControlledResult, ControlResult, Results } from '../results/results.ts';
import type { Rate } from '../statistics/rate.ts';
import { coherentRate } from './coherent-rate.ts';
import { controlFact } from './control-fact.ts';

/** Coherent success of the random draws at one layer and rank. */
export interface RandomDraws {
  readonly draws: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** Single-layer pca-ot at one layer and the curve's rank, beside everything that controls it there; null: not measured. */
export interface LayerControls {
  readonly layer: number;
  readonly depth: number | null;
  readonly armId: string;
  readonly success: Rate;
  /** Whether its damage is within the budget; that of the controls is not measured. */
  readonly intact: boolean;
  readonly test: ControlledResult;
  readonly random: RandomDraws | null;
  readonly shuffled: Rate | null;
  /** Null too where the map differs too little from the arm's to be read. */
  readonly rotated: Rate | null;
  readonly covarianceOnly: Rate | null;
  /** The mean-shift arm of that layer and rank. */
  readonly meanOnly: Rate | null;
  readonly meanIntact: boolean;
  /** Refusal of harmless prompts that the reverse map brings about. */
  readonly induced: Rate | null;
}

/** One entry a layer, ascending, at the rank of the localisation curve; none where the run has no controls. */
export function layerControls({ arms, controls, localisation }: Results): LayerControls[] {
  if (localisation === null) return [];
  const { rank } = localisation;
  return localisation.tests
    .filter((test) => test.rank === rank)
    .toSorted((a, b) => a.layer - b.layer)
    .flatMap((test): LayerControls[] => {
      const { layer } = test;
      const single = (method: string): ArmResult | undefined =>
        arms.find(
          (arm) => arm.method === method && arm.role === 'layer' && arm.layer === layer && arm.rank === rank,
        );
      const here = controls.filter((control) => control.layer === layer && control.rank === rank);
      const one = (kind: ControlResult['kind']): ControlResult | undefined =>
        here.find((control) => control.kind === kind);
      const arm = single('pca-ot');
      if (!arm) return [];
      const mean = single('mean-shift');
      const rotated = one('rotated');
      return [
        {
          layer,
          depth: arm.depth,
          armId: arm.id,
          success: coherentRate(arm.test.forbidden),
          intact: isWithinBudget(arm.test.kl32),
          test,
          random: summarise(here.filter(({ kind }) => kind === 'random')),
          shuffled: one('shuffled')?.success ?? null,
          rotated: rotated && controlFact(rotated, 'readable') === true ? rotated.success : null,
          covarianceOnly: one('covariance-only')?.success ?? null,
          meanOnly: mean ? coherentRate(mean.test.forbidden) : null,
          meanIntact: mean !== undefined && isWithinBudget(mean.test.kl32),
          induced: one('reverse')?.induced ?? null,
        },
      ];
    });
}

function summarise(draws: readonly ControlResult[]): RandomDraws | null {
  const rates = draws.flatMap(({ success }) => (success && success.rate !== null ? [success.rate] : []));
  if (rates.length === 0) return null;
  return {
    draws: rates.length,
    mean: rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
    least: Math.min(...rates),
    most: Math.max(...rates),
  };
}
