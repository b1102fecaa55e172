/** Why an arm is in the audit; selection chooses among `layer` and `pair`. */
export type ArmRole =
  | 'baseline'
  | 'layer'
  | 'everywhere'
  | 'pair'
  | 'scope'
  | 'complement'
  | 'strength'
  | 'control';

/** What stands in for a pca-ot map to show which part of it matters; draws are numbered from 0. `reverse` is the map S → H. */
export const CONTROL_KINDS = [
  'random',
  'random-covariance',
  'shuffled',
  'rotated',
  'covariance-only',
  'reverse',
] as const;

export type ControlKind = (typeof CONTROL_KINDS)[number];

/**
 * How much is measured of an arm: `full` all; `frontier` what an attacker's trade-off needs, success and damage on both
 * splits; `success` the forbidden test prompts only; `induction` the harmless ones only, for refusal that it brings about.
 */
export type ArmExtent = 'full' | 'frontier' | 'success' | 'induction';

/** How maps at several sites are fitted; null at a single one. */
export type Refit = 'simultaneous' | 'sequential' | null;
