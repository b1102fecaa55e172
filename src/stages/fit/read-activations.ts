import { readFileSync } from 'node:fs';
import { activationsOf } from '../../activations/activations.ts';
import { parsePrecisionMark } from '../../checkpoint/precision/precision.ts';
import type { TemplateOptions } from '../../checkpoint/template/template-options.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { SafetensorsError } from '../../formats/safetensors-error.ts';
import { readSafetensors } from '../../formats/safetensors-file.ts';
import {
  compareSites,
  parseSiteName,
  type ResidualSite,
  siteName,
} from '../../interventions/residual-site.ts';
import type { ActivationSet } from '../run/activation-set.ts';
import { ACTIVATIONS_FORMAT, ACTIVATIONS_VERSION } from '../run/activations-file.ts';

/**
 * Opens a safetensors file with tensors `<point>.<layer>` [n, d], float of any width; metadata may be missing, other
 * tensors are ignored. Throws {@link SafetensorsError} on another of this package's formats or a later version.
 */
export function readActivations(path: string): ActivationSet {
  const { metadata, tensors } = readSafetensors(path);
  const {
    format = '',
    version,
    layers,
    positions,
    prompts,
    intervention,
    system,
    date,
    template_options: template,
    precision,
  } = metadata;
  if (format.startsWith('refusal-lab/') && format !== ACTIVATIONS_FORMAT)
    throw new SafetensorsError(path, `holds ${format}, not activations`);
  const own = format === ACTIVATIONS_FORMAT;
  if (own && version !== ACTIVATIONS_VERSION)
    throw new SafetensorsError(
      path,
      `has version ${version} of the format, this package reads ${ACTIVATIONS_VERSION}`,
    );
  if (own && !/^[1-9]\d{0,5}$/.test(layers ?? ''))
    throw new SafetensorsError(path, `its metadata says layers "${layers}"`);
  const mark = own ? parsePrecisionMark(precision) : undefined;
  return {
    name: path,
    sites: [...tensors.keys()].flatMap(siteOf).sort(compareSites),
    hash: contentHash(readFileSync(path)),
    ...(own ? { layers: Number(layers) } : {}),
    ...(own && positions !== undefined ? { positions } : {}),
    ...(own && prompts !== undefined ? { prompts } : {}),
    ...(own && intervention !== undefined ? { intervention } : {}),
    ...(own && system !== undefined ? { system } : {}),
    ...(own && date !== undefined ? { date } : {}),
    ...(own && template !== undefined ? { templateOptions: parseTemplate(template, path) } : {}),
    ...(mark === undefined ? {} : { precision: mark }),
    at(site) {
      const name = siteName(site);
      const tensor = tensors.get(name);
      if (!tensor)
        throw new SafetensorsError(path, 'is missing', {
          tensor: name,
          remedy: `It holds: ${[...tensors.keys()].join(', ') || 'nothing'}.`,
        });
      const { dtype, shape, values } = tensor;
      if (!(values instanceof Float32Array || values instanceof Float64Array))
        throw new SafetensorsError(path, `has dtype ${dtype}, activations are F32, F16, BF16 or F64`, {
          tensor: name,
        });
      if (shape.length !== 2)
        throw new SafetensorsError(path, `has shape [${shape}], expected [n, d]`, { tensor: name });
      const label = `${path}, tensor "${name}"`;
      return activationsOf(
        label,
        values instanceof Float32Array ? values : Float32Array.from(values),
        shape[1],
      );
    },
  };
}

function parseTemplate(text: string, path: string): TemplateOptions {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as TemplateOptions;
  } catch {
    // Reported below.
  }
  throw new SafetensorsError(path, 'its metadata field template_options is not a JSON object');
}

/** The site named by a tensor; undefined for another tensor. */
function siteOf(tensor: string): ResidualSite[] {
  try {
    return [parseSiteName(tensor)];
  } catch {
    return [];
  }
}
