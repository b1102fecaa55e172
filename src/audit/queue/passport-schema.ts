import { z } from 'zod';
import { PRECISION_NAMES } from '../../checkpoint/precision/precision.ts';
import type { Passport } from '../subject/passport.ts';

export const passportSchema: z.ZodType<Passport> = z.strictObject({
  package: z.string(),
  onnxruntime: z.string(),
  precision: z.enum(PRECISION_NAMES),
  provider: z.enum(['webgpu', 'cuda']).exactOptional(),
  engine: z.literal('transformers').exactOptional(),
  torch: z.string().exactOptional(),
  transformers: z.string().exactOptional(),
  device: z.string().exactOptional(),
  dtype: z.string().exactOptional(),
  attention: z.string().exactOptional(),
  batches: z.literal('fixed').exactOptional(),
  adapter: z.string().exactOptional(),
  architecture: z.string(),
  processor: z.string(),
});
