import type { Intervention } from '../../interventions/intervention.ts';
import { siteDepth } from '../../interventions/residual-site.ts';
import type { TokenScope } from '../../interventions/token-scope.ts';
import { METHODS, type MethodName } from '../../methods/methods.ts';
import type { ArmExtent, ArmRole, ControlKind, Refit } from '../../results/arm-words.ts';
import type { Complement } from '../../transport/lift.ts';

export type AuditMethod = MethodName;

/** Every built-in method that an audit runs, in the order of its tables. */
export const AUDIT_METHODS: readonly AuditMethod[] = METHODS.filter(
  ({ audited }) => audited !== 'nowhere',
).map(({ name }) => name);

/** One column of the comparison, before it is fitted: a method with its options at its layers. */
export interface ArmSpec {
  /** `pca-ot@7/k1`: unique in a run. */
  readonly id: string;
  readonly role: ArmRole;
  /** undefined: the unattacked model. */
  readonly method: string | undefined;
  /** Layers that it is fitted at (rfa, som: read at); empty for the baseline. */
  readonly layers: readonly number[];
  /** Where in those layers. */
  readonly point: 'resid_pre' | 'resid_post';
  /** The token that rfa reads its direction at, from the end of the prompt: −1 = last. */
  readonly position: number;
  readonly rank: number | null;
  readonly refit: Refit;
  readonly scope: TokenScope;
  readonly complement: Complement;
  /** λ of (1 − λ) x + λ T(x). */
  readonly strength: number;
  readonly control: { readonly kind: ControlKind; readonly draw: number } | null;
  readonly extent: ArmExtent;
}

/** An arm with what it does to the model. */
export interface Arm extends ArmSpec {
  /** undefined: the unattacked model. */
  readonly intervention: Intervention | undefined;
}

/** Each arm once, by id, in the order of their first. */
export function distinctArms(arms: readonly ArmSpec[]): ArmSpec[] {
  return [...new Map(arms.map((arm) => [arm.id, arm])).values()];
}

/** The layer of an arm at one layer; null for the baseline and for arms at several. */
export function soleLayer({ layers }: Pick<ArmSpec, 'layers'>): number | null {
  return layers.length === 1 ? layers[0] : null;
}

/** Depth of a single-layer arm's site in [0, 1]; null for the others. */
export function armDepth(arm: ArmSpec, modelLayers: number): number | null {
  const layer = soleLayer(arm);
  return layer === null ? null : siteDepth({ layer, point: arm.point }, modelLayers);
}

/** The first block whose input the arm changes, so that states below it can be shared. */
export function entryLayer({ method, layers, point }: ArmSpec): number {
  if (method === undefined) return -1;
  if (METHODS.some(({ name, actsEverywhere }) => actsEverywhere && name === method)) return 0;
  return Math.min(...layers) + (point === 'resid_post' ? 1 : 0);
}
