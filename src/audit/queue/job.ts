import { z } from 'zod';
import { armSchema, unitSchema } from './unit-schema.ts';

/** What a worker is asked for: values of units, or the fitted map of an arm as a file's bytes. No text is in it. */
export const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('units'), units: z.array(unitSchema).min(1) }),
  z.strictObject({ kind: z.literal('intervention'), arm: armSchema }),
]);
export type Job = z.infer<typeof jobSchema>;

/** What a worker answers. */
export const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('units'),
    worker: z.string(),
    /** Values as in the journal. */
    entries: z.array(z.strictObject({ unit: z.string(), value: z.unknown() })),
  }),
  z.strictObject({
    kind: z.literal('intervention'),
    worker: z.string(),
    /** safetensors in base64; null: the model overflows while it is fitted. */
    bytes: z.base64().nullable(),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** Why a unit cannot be done: as text, in the place that BullMQ has for it. */
export const failureSchema = z.strictObject({ message: z.string(), exitCode: z.int().min(1).max(255) });
export type Failure = z.infer<typeof failureSchema>;
