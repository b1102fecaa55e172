import type { StagedEffort } from '../../results/effort.ts';

/** What an effort measures on from stage to stage. */
export interface EffortPlan {
  /** Arms of a method that see the whole selection split, at most. */
  readonly candidates: number;
  /** Pairs of layers of a method that do. */
  readonly pairs: number;
  /** Rivals at all layers at once, too; pca-ot always. */
  readonly rivalsEverywhere: boolean;
  /** Scopes and complements of the chosen arm. */
  readonly variants: boolean;
  /** Other strengths of pca-ot that stay for the robustness frontier; null: none, and none at the best layer either. */
  readonly strengths: number | null;
  /** Layers of the curve at which completions are measured: so many on either side of the best, and every so many. */
  readonly neighbours: number;
  readonly every: number | null;
  /** The parts of pca-ot's map as controls at the best layer. */
  readonly controlParts: boolean;
}

export const EFFORT_PLANS: Readonly<Record<StagedEffort, EffortPlan>> = {
  standard: {
    candidates: 3,
    pairs: 2,
    rivalsEverywhere: true,
    variants: true,
    strengths: 4,
    neighbours: 2,
    every: 4,
    controlParts: true,
  },
  quick: {
    candidates: 1,
    pairs: 0,
    rivalsEverywhere: false,
    variants: false,
    strengths: null,
    neighbours: 0,
    every: null,
    controlParts: false,
  },
};
