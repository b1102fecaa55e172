import { z } from 'zod';
import { TOKEN_SCOPES } from '../../interventions/token-scope.ts';
import { CONTROL_KINDS } from '../../results/arm-words.ts';
import { COMPLEMENTS } from '../../transport/lift.ts';
import { type ArmSpec, AUDIT_METHODS } from '../plan/arm.ts';
import type { Unit } from '../units/unit.ts';

const layer = z.int().nonnegative();

export const armSchema: z.ZodType<ArmSpec> = z.strictObject({
  id: z.string().min(1),
  role: z.enum(['baseline', 'layer', 'everywhere', 'pair', 'scope', 'complement', 'strength', 'control']),
  // JSON leaves undefined out.
  method: z.enum(AUDIT_METHODS).optional() as unknown as z.ZodType<ArmSpec['method']>,
  layers: z.array(layer),
  point: z.enum(['resid_pre', 'resid_post']),
  position: z.int(),
  rank: z.int().positive().nullable(),
  refit: z.enum(['simultaneous', 'sequential']).nullable(),
  scope: z.enum(TOKEN_SCOPES),
  complement: z.enum(COMPLEMENTS),
  strength: z.number(),
  control: z.strictObject({ kind: z.enum(CONTROL_KINDS), draw: layer }).nullable(),
  extent: z.enum(['full', 'frontier', 'success', 'induction']),
});

const armUnit = <Kind extends string>(kind: Kind) =>
  z.strictObject({ kind: z.literal(kind), arm: armSchema });

/** A unit as it comes out of a queue. */
export const unitSchema: z.ZodType<Unit> = z.union([
  z.strictObject({
    kind: z.literal('direction'),
    method: z.enum(['rfa', 'som']),
    layer,
    position: z.int(),
    prompts: z.int().positive().optional(),
  }),
  z.strictObject({ kind: z.literal('diagnostics'), layer, rank: z.int().positive() }),
  z.strictObject({ kind: z.literal('refusal-starts') }),
  z.strictObject({ kind: z.literal('verdict'), arm: armSchema, judge: z.string().min(1) }),
  armUnit('choices'),
  armUnit('answers'),
  armUnit('screen'),
  armUnit('halving'),
  armUnit('curve'),
  z.strictObject({
    kind: z.literal('selection'),
    arm: armSchema,
    prompts: z.int().positive().optional(),
  }),
  armUnit('test'),
  armUnit('monitor'),
  armUnit('scatter'),
]);
