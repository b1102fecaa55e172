import { z } from 'zod';
import { type ConfigJson, parseFields } from './config-json.ts';
import { UnsupportedFeatureError } from './unsupported-feature-error.ts';

/** Rotary position embedding: inverse frequency of pair i is theta^(−2i/d), in `llama3` rescaled by wavelength. */
export type RopeParameters =
  | { readonly type: 'default'; readonly theta: number }
  | {
      readonly type: 'llama3';
      readonly theta: number;
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      /** In positions. */
      readonly originalMaxPositions: number;
    };

/** The assumptions of every supported family when config.json is silent. */
const DEFAULT_THETA = 10_000;

const llama3Schema = z.looseObject({
  factor: z.number().positive(),
  low_freq_factor: z.number().positive(),
  high_freq_factor: z.number().positive(),
  original_max_position_embeddings: z.int().positive().nullish(),
});
const commonSchema = z.looseObject({
  rope_theta: z.number().positive().nullish(),
  partial_rotary_factor: z.number().nullish(),
});

/**
 * Reads `rope_parameters` (transformers 5) or `rope_theta` with `rope_scaling` (before). Where both stand in the file, `rope_scaling` counts
 * alone, as in transformers: a theta inside `rope_parameters` is then not read either.
 * Throws {@link UnsupportedFeatureError} naming any other rope type, ModelConfigError naming a bad field.
 */
export function parseRopeParameters(config: ConfigJson, file: string): RopeParameters {
  const isGiven = Object.keys(config.rope_scaling ?? {}).length > 0;
  const field = isGiven || !config.rope_parameters ? 'rope_scaling' : 'rope_parameters';
  const json = config[field] ?? {};
  if (
    Object.values(json).some((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  )
    throw new UnsupportedFeatureError(
      file,
      field,
      'rotary embeddings that differ between layers are not supported',
    );
  const common = parseFields(commonSchema, json, file, field);
  for (const [name, factor] of [
    ['partial_rotary_factor', config.partial_rotary_factor],
    [`${field}.partial_rotary_factor`, common.partial_rotary_factor],
  ] as const)
    if (typeof factor === 'number' && factor !== 1)
      throw new UnsupportedFeatureError(file, name, `partial rotary embedding (${factor}) is not supported`);

  const theta = common.rope_theta ?? config.rope_theta ?? DEFAULT_THETA;
  const type = json.rope_type ?? json.type ?? 'default';
  if (type === 'default') return { type, theta };
  if (type !== 'llama3')
    throw new UnsupportedFeatureError(
      file,
      `${field}.rope_type`,
      `rope type ${JSON.stringify(type)} is not supported`,
      'Supported: default, llama3.',
    );
  const scaling = parseFields(llama3Schema, json, file, field);
  return {
    type,
    theta,
    factor: scaling.factor,
    lowFrequencyFactor: scaling.low_freq_factor,
    highFrequencyFactor: scaling.high_freq_factor,
    // The order of transformers: fields beside the rope's own, then fields within, then the model's length.
    originalMaxPositions:
      config.original_max_position_embeddings ??
      scaling.original_max_position_embeddings ??
      config.max_position_embeddings,
  };
}
