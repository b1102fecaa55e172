import { z } from 'zod';
import { fingerprintSchema } from './model-fingerprint.ts';
import { passportSchema } from './passport-schema.ts';
import { QUEUE_PROTOCOL } from './run-offer.ts';

/** How a worker announces itself, as long as it lives. */
export const workerCardSchema = z.strictObject({
  protocol: z.literal(QUEUE_PROTOCOL),
  /** `host-pid-xxxx`. */
  id: z.string().min(1),
  model: z.string(),
  fingerprint: fingerprintSchema,
  passport: passportSchema,
  /** Units that it does side by side. */
  engines: z.int().positive(),
  /** Labels of judges that it can open beside the rules. */
  judges: z.array(z.string()),
  /** The run that it is doing units of. */
  serving: z.string().nullable(),
  /** What keeps it from runs that it looked at, by run. */
  refused: z.record(z.string(), z.array(z.string())),
});

export type WorkerCard = z.infer<typeof workerCardSchema>;
