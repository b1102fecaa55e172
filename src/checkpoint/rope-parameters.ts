import { z } from 'zod';
import { type ConfigJson, parseFields } from './config-json.ts';
import { ModelConfigError } from './model-config-error.ts';
import { UnsupportedFeatureError } from './unsupported-feature-error.ts';

/**
 * Rotary position embedding: the inverse frequency of pair i is theta^(−2i/d), rescaled by type. `linear`: divided by `factor`. `llama3`:
 * long wavelengths are. `yarn` (arXiv 2309.00071): between dimensions `low` and `high` ever more so. `longrope` (arXiv 2402.13753): divided by
 * a factor of its own, the list of short sequences. cos and sin are multiplied by `attentionFactor`.
 */
export type RopeParameters =
  | { readonly type: 'default'; readonly theta: number }
  | { readonly type: 'linear'; readonly theta: number; readonly factor: number }
  | {
      readonly type: 'llama3';
      readonly theta: number;
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      /** In positions. */
      readonly originalMaxPositions: number;
    }
  | {
      readonly type: 'yarn';
      readonly theta: number;
      readonly factor: number;
      /** Rotations over the original positions, above which a pair keeps its frequency and below which it is divided. */
      readonly betaFast: number;
      readonly betaSlow: number;
      /** Bounds of the ramp between the two are whole pairs. */
      readonly truncate: boolean;
      readonly originalMaxPositions: number;
      readonly attentionFactor: number;
    }
  | {
      readonly type: 'longrope';
      readonly theta: number;
      /** By pair. Longer sequences have another list, which is not supported. */
      readonly shortFactors: readonly number[];
      readonly originalMaxPositions: number;
      readonly attentionFactor: number;
    };

/** The assumptions of every supported family when config.json is silent. */
const DEFAULT_THETA = 10_000;
const BETA_FAST = 32;
const BETA_SLOW = 1;
const SUPPORTED = 'default, linear, dynamic, llama3, yarn, longrope';

const positive = z.number().positive();
const commonSchema = z.looseObject({
  rope_theta: positive.nullish(),
  partial_rotary_factor: z.number().nullish(),
});
const scaled = z.looseObject({ factor: positive });
const llama3Schema = z.looseObject({
  factor: positive,
  low_freq_factor: positive,
  high_freq_factor: positive,
  original_max_position_embeddings: z.int().positive().nullish(),
});
const yarnSchema = z.looseObject({
  factor: positive.nullish(),
  beta_fast: positive.nullish(),
  beta_slow: positive.nullish(),
  attention_factor: positive.nullish(),
  mscale: z.number().nullish(),
  mscale_all_dim: z.number().nullish(),
  original_max_position_embeddings: z.int().positive().nullish(),
});
const longropeSchema = z.looseObject({
  factor: positive.nullish(),
  attention_factor: positive.nullish(),
  short_factor: z.array(positive),
  long_factor: z.array(positive),
  original_max_position_embeddings: z.int().positive().nullish(),
});

/** The rotary embedding of layers that see everything, that of layers with a window, and the share of a head that is rotated. */
export interface ModelRope {
  readonly global: RopeParameters;
  readonly local: RopeParameters;
  readonly fraction: number;
}

/**
 * Reads `rope_parameters` (transformers 5, one for all layers or one for each type of layer) or `rope_theta` with `rope_scaling` (before).
 * Where both stand in the file, `rope_scaling` counts alone, as in transformers: a theta inside `rope_parameters` is then not read either.
 * `byType`: the family has a rotary embedding for each type of layer; scaling then concerns layers that see everything. `partial`: it may rotate a
 * part of each head.
 * Throws {@link UnsupportedFeatureError} naming any other rope type, ModelConfigError naming a bad field.
 */
export function parseRopeParameters(
  config: ConfigJson,
  file: string,
  {
    byType = false,
    partial = false,
  }: { readonly byType?: boolean | undefined; readonly partial?: boolean | undefined } = {},
): ModelRope {
  const isGiven = Object.keys(config.rope_scaling ?? {}).length > 0;
  const field = isGiven || !config.rope_parameters ? 'rope_scaling' : 'rope_parameters';
  const json = config[field] ?? {};
  const isNested = Object.values(json).some(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  if (isNested && !byType)
    throw new UnsupportedFeatureError(
      file,
      field,
      'rotary embeddings that differ between layers are not supported',
    );
  const nested = (type: string): Record<string, unknown> =>
    (json[type] as Record<string, unknown> | null | undefined) ?? {};
  const globalJson = isNested ? nested('full_attention') : json;
  const globalField = isNested ? `${field}.full_attention` : field;
  const place = { config, file, truncate: json.truncate };
  const { rope, fraction } = parseOne(globalJson, globalField, place, config.rope_theta);
  if (fraction !== 1 && !partial)
    throw new UnsupportedFeatureError(
      file,
      config.partial_rotary_factor ? 'partial_rotary_factor' : `${globalField}.partial_rotary_factor`,
      `partial rotary embedding (${fraction}) is not supported`,
    );
  if (!byType) return { global: rope, local: rope, fraction };
  const local = parseOne(
    isNested ? nested('sliding_attention') : {},
    `${field}.sliding_attention`,
    place,
    config.rope_local_base_freq,
  );
  return { global: rope, local: local.rope, fraction };
}

interface Place {
  readonly config: ConfigJson;
  readonly file: string;
  /** transformers reads it beside the types of layers, never within one. */
  readonly truncate: unknown;
}

function parseOne(
  json: Record<string, unknown>,
  field: string,
  place: Place,
  defaultTheta: number | null | undefined,
): { rope: RopeParameters; fraction: number } {
  const { config, file } = place;
  const common = parseFields(commonSchema, json, file, field);
  const fraction = common.partial_rotary_factor ?? config.partial_rotary_factor ?? 1;
  if (fraction <= 0 || fraction > 1)
    throw new ModelConfigError(file, 'partial_rotary_factor', `is ${fraction}: it is a share of the head`);
  const theta = common.rope_theta ?? defaultTheta ?? DEFAULT_THETA;
  const given = json.rope_type ?? json.type ?? 'default';
  // Phi-3 called it su, then yarn, before it had its name.
  const type = config.model_type === 'phi3' && (given === 'su' || given === 'yarn') ? 'longrope' : given;
  return { rope: scaledRope(type, theta, json, field, place), fraction };
}

function scaledRope(
  type: unknown,
  theta: number,
  json: Record<string, unknown>,
  field: string,
  { config, file, truncate }: Place,
): RopeParameters {
  // The order of transformers: fields beside the rope's own, then fields within, then the model's length.
  const original = (within: number | null | undefined): number =>
    config.original_max_position_embeddings ?? within ?? config.max_position_embeddings;
  switch (type) {
    case 'default':
      return { type, theta };
    case 'dynamic':
      // Rescales sequences that are longer than the model's positions only, which are refused everywhere.
      parseFields(scaled, json, file, field);
      return { type: 'default', theta };
    case 'linear':
      return { type, theta, factor: parseFields(scaled, json, file, field).factor };
    case 'llama3': {
      const scaling = parseFields(llama3Schema, json, file, field);
      return {
        type,
        theta,
        factor: scaling.factor,
        lowFrequencyFactor: scaling.low_freq_factor,
        highFrequencyFactor: scaling.high_freq_factor,
        originalMaxPositions: original(scaling.original_max_position_embeddings),
      };
    }
    case 'yarn': {
      const scaling = parseFields(yarnSchema, json, file, field);
      const originalMaxPositions = original(scaling.original_max_position_embeddings);
      const factor = scaling.factor ?? config.max_position_embeddings / originalMaxPositions;
      const { mscale, mscale_all_dim: mscaleAll } = scaling;
      return {
        type,
        theta,
        factor,
        betaFast: scaling.beta_fast ?? BETA_FAST,
        betaSlow: scaling.beta_slow ?? BETA_SLOW,
        truncate: truncate !== false,
        originalMaxPositions,
        attentionFactor:
          scaling.attention_factor ??
          (mscale && mscaleAll
            ? magnitude(factor, mscale) / magnitude(factor, mscaleAll)
            : magnitude(factor)),
      };
    }
    case 'longrope': {
      const scaling = parseFields(longropeSchema, json, file, field);
      const originalMaxPositions = original(scaling.original_max_position_embeddings);
      const factor = scaling.factor ?? config.max_position_embeddings / originalMaxPositions;
      return {
        type,
        theta,
        shortFactors: scaling.short_factor,
        originalMaxPositions,
        attentionFactor:
          scaling.attention_factor ??
          (factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalMaxPositions))),
      };
    }
    default:
      throw new UnsupportedFeatureError(
        file,
        `${field}.rope_type`,
        `rope type ${JSON.stringify(type)} is not supported`,
        `Supported: ${SUPPORTED}.`,
      );
  }
}

/** What YaRN multiplies cos and sin by for a context stretched by `factor`. */
function magnitude(factor: number, scale = 1): number {
  return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
}
