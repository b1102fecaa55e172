import { type ArmSpec, AUDIT_METHODS, type AuditMethod } from '../audit/plan/arm.ts';
import { armSpec } from '../audit/plan/plan-arms.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../audit/subject/audit-options.ts';
import type { TokenScope } from '../interventions/token-scope.ts';
import { findMethod } from '../methods/find-method.ts';
import type { MethodOption } from '../methods/method.ts';
import type { Complement } from '../transport/lift.ts';

/** Methods to choose from, without mean-act, which is act-add by another name. */
export const LAB_METHODS = AUDIT_METHODS;

/** The controls of the lab: one arm at one layer. */
export interface ArmSettings {
  readonly method: AuditMethod;
  /** 0-based. rfa and som are read at its input and act everywhere. */
  readonly layer: number;
  /** K of pca-ot and mean-shift; ignored by the others. */
  readonly rank: number;
  /** λ. */
  readonly strength: number;
  readonly scope: TokenScope;
  /** Of pca-ot. */
  readonly complement: Complement;
}

/** The audit's best arm on the shipped model, so that the lab opens with a visible effect. */
export const FIRST_SETTINGS: Omit<ArmSettings, 'layer'> = {
  method: 'pca-ot',
  rank: 1,
  strength: 1,
  scope: DEFAULT_AUDIT_OPTIONS.scope,
  complement: DEFAULT_AUDIT_OPTIONS.complement,
};

const takes = (method: AuditMethod, option: MethodOption): boolean =>
  findMethod(method).takes.includes(option);

export const isRanked = (method: AuditMethod): boolean => takes(method, 'rank');

/** The audit's arm for these settings, so that an id means the same in both. */
export function armOf({ method, layer, rank, strength, scope, complement }: ArmSettings): ArmSpec {
  return armSpec(
    {
      role: 'layer',
      method,
      layers: [layer],
      ...(isRanked(method) ? { rank } : {}),
      ...(scope === DEFAULT_AUDIT_OPTIONS.scope ? {} : { scope }),
      ...(takes(method, 'complement') && complement !== DEFAULT_AUDIT_OPTIONS.complement
        ? { complement }
        : {}),
      ...(strength === DEFAULT_AUDIT_OPTIONS.strength ? {} : { strength }),
    },
    DEFAULT_AUDIT_OPTIONS,
  );
}

/**
 * The first layer that a method can be fitted at: at the last prompt token the first block's input is one embedding, the
 * same for every prompt, so methods that read a block's input begin at the second.
 */
export function lowestLayer(method: AuditMethod): number {
  return armOf({ ...FIRST_SETTINGS, method, layer: 1 }).point === 'resid_pre' ? 1 : 0;
}
