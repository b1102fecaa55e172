/** Reason for an arm in the audit; selection chooses among `layer` and `pair`. */
export type ArmRole =
  | 'baseline'
  | 'layer'
  | 'everywhere'
  | 'pair'
  | 'scope'
  | 'complement'
  | 'strength'
  | 'control';

/** Controls that replace a pca-ot map to show which part of it matters; draws are numbered from 0. `reverse` is the map S → H. */
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
 * Extent of an arm's measurement: `full` everything; `frontier` only what an attacker's trade-off needs, success and damage on both
 * splits; `success` the forbidden test prompts only; `induction` the harmless ones only, for the refusal that it induces.
 */
export type ArmExtent = 'full' | 'frontier' | 'success' | 'induction';

/** Way of fitting maps at several sites; null for a single site. */
export type Refit = 'simultaneous' | 'sequential' | null;
