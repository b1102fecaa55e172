import { z } from 'zod';
import type { Passport } from '../subject/passport.ts';

export const passportSchema: z.ZodType<Passport> = z.strictObject({
  package: z.string(),
  onnxruntime: z.string(),
  precision: z.enum(['float32', 'float16', 'int8', 'int4']),
  provider: z.enum(['webgpu', 'cuda']).exactOptional(),
  architecture: z.string(),
  processor: z.string(),
});
