import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import type { TemplateOptions } from '../../checkpoint/template/template-options.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { encodeSafetensors, type SafetensorsInput } from '../../formats/safetensors.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';

export const ACTIVATIONS_FORMAT = 'refusal-lab/activations';
export const ACTIVATIONS_VERSION = '1';

/** Rows of a file: the last token of each prompt, the mean over its tokens, or every token. */
export const POSITIONS = ['last', 'mean', 'all'] as const;
export type Positions = (typeof POSITIONS)[number];

/** Activations of a list of prompts as stored in a file, with their origin. */
export interface ActivationTable {
  readonly model: { readonly name: string; readonly layers: number; readonly hiddenSize: number };
  /** Set unless it was float32. */
  readonly precision?: PrecisionMark;
  readonly positions: Positions;
  readonly sites: readonly ResidualSite[];
  /** Rows [n, d] by site name. */
  readonly rows: ReadonlyMap<string, Float32Array>;
  /** Tokens of each prompt. */
  readonly lengths: readonly number[];
  /** SHA-256 of the prompt file, of the intervention file, and the system prompt, if any. */
  readonly prompts: string;
  readonly intervention?: string;
  readonly system?: string;
  /** That chat templates saw, `YYYY-MM-DD`. */
  readonly date?: string;
  /** Variables of the chat template that were set, where any were. */
  readonly templateOptions?: TemplateOptions | undefined;
}

/**
 * Activations as a safetensors file, the same bytes for the same values: `<point>.<layer>` [n, d] in F32, n = prompts
 * with positions `last` and `mean`; with `all` n = tokens, prompt after prompt, and `lengths` [prompts] in I64 separates
 * them apart.
 * Metadata, all text: format, version, model, layers, dimension, positions, n, prompts (SHA-256), and where there are
 * any intervention (SHA-256), system, date (that chat templates saw), template_options (their variables that were set, as JSON), precision (float16, int8 or int4; without it the activations are of float32 weights).
 */
export function encodeActivations(captured: ActivationTable): Uint8Array {
  const {
    model,
    precision,
    positions,
    sites,
    rows,
    lengths,
    prompts,
    intervention,
    system,
    date,
    templateOptions,
  } = captured;
  const d = model.hiddenSize;
  const n = positions === 'all' ? lengths.reduce((sum, length) => sum + length, 0) : lengths.length;
  const tensors = new Map<string, SafetensorsInput>(
    sites.map((site) => [siteName(site), { dtype: 'F32', shape: [n, d], data: rows.get(siteName(site))! }]),
  );
  if (positions === 'all')
    tensors.set('lengths', {
      dtype: 'I64',
      shape: [lengths.length],
      data: BigInt64Array.from(lengths, (length) => BigInt(length)),
    });
  return encodeSafetensors(tensors, {
    format: ACTIVATIONS_FORMAT,
    version: ACTIVATIONS_VERSION,
    model: model.name,
    layers: String(model.layers),
    dimension: String(d),
    positions,
    n: String(n),
    prompts,
    ...(precision === undefined ? {} : { precision }),
    ...(intervention === undefined ? {} : { intervention }),
    ...(system === undefined ? {} : { system }),
    ...(date === undefined ? {} : { date }),
    ...(templateOptions === undefined ? {} : { template_options: canonicalJson({ ...templateOptions }) }),
  });
}
