import { z } from 'zod';
import { THINKING } from '../../checkpoint/template/thinking.ts';
import { TOKEN_SCOPES } from '../../interventions/token-scope.ts';
import { ACT_SUPPORTS } from '../../methods/linear-act.ts';
import { COMPLEMENTS } from '../../transport/lift.ts';
import { ACT_POOLINGS, ARM_KINDS, type AuditOptions } from '../subject/audit-options.ts';
import { fingerprintSchema } from './model-fingerprint.ts';
import { passportSchema } from './passport-schema.ts';

const count = z.int().nonnegative();

const optionsSchema: z.ZodType<AuditOptions> = z.strictObject({
  seed: z.number(),
  ranks: z.array(z.int().positive()),
  complement: z.enum(COMPLEMENTS),
  scope: z.enum(TOKEN_SCOPES),
  skipFirst: z.boolean(),
  strength: z.number(),
  actSupport: z.enum(ACT_SUPPORTS),
  actPooling: z.enum(ACT_POOLINGS),
  maxNewTokens: z.int().positive(),
  system: z.string().nullable(),
  date: z.string(),
  thinking: z.enum(THINKING).optional(),
  templateOptions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  fitPrompts: count,
  selectionPrompts: count,
  testForbidden: count,
  testHarmless: count,
  testBorderline: count,
  strengths: z.array(z.number()),
  controlDraws: count,
  peakDraws: count,
  judges: z.array(z.string()),
  loreDocuments: count,
  effort: z.enum(['quick', 'standard']).optional(),
  methods: z.array(z.string()).optional(),
  layers: z.array(z.string()).optional(),
  without: z.array(z.enum(ARM_KINDS)).optional(),
  stopSettled: z.literal(true).optional(),
  forceBaseline: z.literal(true).optional(),
  mixedNumerics: z.literal(true).optional(),
});

/** Both ends speak this; another number is another protocol. */
export const QUEUE_PROTOCOL = 1;

/** An audit that asks for workers, as long as its coordinator lives. */
export const runOfferSchema = z.strictObject({
  protocol: z.literal(QUEUE_PROTOCOL),
  run: z.string().regex(/^[0-9a-f]{16}$/),
  /** As its coordinator calls it. */
  model: z.string(),
  fingerprint: fingerprintSchema,
  passport: passportSchema,
  options: optionsSchema,
  /** What the audit is of (run/subject.ts): a worker makes it again from what it has and compares. */
  subject: z.record(z.string(), z.unknown()),
  startedAt: z.iso.datetime(),
});

export type RunOffer = z.infer<typeof runOfferSchema>;
