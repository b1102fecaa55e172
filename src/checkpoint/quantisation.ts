import { z } from 'zod';

/** How weights of checkpoints are quantised that only the transformers engine reads; `quantised`: in another way. */
export const QUANTISATIONS = [
  'gptq',
  'awq',
  'bitsandbytes',
  'fp8',
  'mxfp4',
  'compressed-tensors',
  'gguf',
  'quantised',
] as const;
export type Quantisation = (typeof QUANTISATIONS)[number];

const schema = z.looseObject({
  quant_method: z.string().nullish(),
  load_in_4bit: z.boolean().nullish(),
  load_in_8bit: z.boolean().nullish(),
});

/** What a config.json's `quantization_config` says; undefined where there is none. */
export function quantisationOf(field: unknown): Quantisation | undefined {
  if (field === undefined || field === null) return undefined;
  const { data } = schema.safeParse(field);
  if (data?.load_in_4bit || data?.load_in_8bit) return 'bitsandbytes';
  return QUANTISATIONS.find((name) => name === data?.quant_method) ?? 'quantised';
}
