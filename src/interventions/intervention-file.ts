import { canonicalJson } from '../formats/canonical-json.ts';
import {
  encodeSafetensors,
  parseSafetensorsHeader,
  type SafetensorsHeader,
  type SafetensorsInput,
} from '../formats/safetensors.ts';
import { SafetensorsError } from '../formats/safetensors-error.ts';
import { AffineMap } from './affine-map.ts';
import type { ThoughtTokens } from './answer-start.ts';
import { Intervention, type Provenance } from './intervention.ts';
import { parseSiteName, type ResidualSite, siteName } from './residual-site.ts';
import { TOKEN_SCOPES } from './token-scope.ts';

const FORMAT = 'refusal-lab/intervention';
const VERSION = '1';
const PARTS = ['scale', 'origin', 'basis', 'gain', 'shift'] as const;
const BOUNDS = ['lower', 'upper'] as const;

/**
 * An intervention as a safetensors file, the same bytes for the same intervention: tensors `<point>.<layer>.<part>` in
 * F32, scale [d], origin [d], basis [d, K], gain [K, d], shift [d], and lower [d], upper [d] of a gated map; metadata
 * format, version, scope, skip_first, method and, as JSON, options, facts, data, and thought (open, close: token ids) for scope `answer`.
 */
export function encodeIntervention(intervention: Intervention): Uint8Array {
  const tensors = new Map<string, SafetensorsInput>();
  for (const site of intervention.sites) {
    const name = siteName(site);
    const map = intervention.maps.get(name)!;
    const [d, k] = [map.dimension, map.rank];
    const shapes = { scale: [d], origin: [d], basis: [d, k], gain: [k, d], shift: [d] };
    for (const part of PARTS)
      tensors.set(`${name}.${part}`, { dtype: 'F32', shape: shapes[part], data: map[part] });
    for (const bound of map.range ? BOUNDS : [])
      tensors.set(`${name}.${bound}`, { dtype: 'F32', shape: [d], data: map.range![bound] });
  }
  const { method, options, facts, data } = intervention.provenance;
  return encodeSafetensors(tensors, {
    format: FORMAT,
    version: VERSION,
    scope: intervention.scope,
    skip_first: String(intervention.skipFirst),
    ...(intervention.thought ? { thought: canonicalJson({ ...intervention.thought }) } : {}),
    method,
    options: canonicalJson(options),
    ...(facts ? { facts: canonicalJson(facts) } : {}),
    ...(data ? { data: canonicalJson(data) } : {}),
  });
}

/**
 * The inverse of {@link encodeIntervention}; `file` names the bytes in errors. Throws {@link SafetensorsError} naming
 * file and tensor: another format or version, a missing or unknown tensor, a wrong type or shape, NaN.
 */
export function decodeIntervention(bytes: Uint8Array, file: string): Intervention {
  const header = parseSafetensorsHeader(bytes, file);
  const { metadata } = header;
  if (metadata.format !== FORMAT)
    throw new SafetensorsError(file, 'is not an intervention', {
      remedy: `Its metadata lacks format = "${FORMAT}".`,
    });
  if (metadata.version !== VERSION)
    throw new SafetensorsError(
      file,
      `has version ${metadata.version} of the format, this package reads ${VERSION}`,
    );
  const scope = TOKEN_SCOPES.find((known) => known === metadata.scope);
  if (!scope)
    throw new SafetensorsError(file, `scope "${metadata.scope}" is not one of ${TOKEN_SCOPES.join(', ')}`);
  if (metadata.skip_first !== 'true' && metadata.skip_first !== 'false')
    throw new SafetensorsError(file, `skip_first "${metadata.skip_first}" is neither true nor false`);
  if (!metadata.method) throw new SafetensorsError(file, 'its metadata lacks method');
  return new Intervention({
    maps: [...sitesOf(header, file)].map(([name, site]) => [site, decodeMap(bytes, header, name, file)]),
    scope,
    skipFirst: metadata.skip_first === 'true',
    ...(metadata.thought === undefined ? {} : { thought: parseThought(metadata, file) }),
    provenance: {
      method: metadata.method,
      options: parseObject(metadata, 'options', file) as Provenance['options'],
      ...(metadata.facts === undefined
        ? {}
        : { facts: parseObject(metadata, 'facts', file) as Provenance['facts'] }),
      ...(metadata.data === undefined
        ? {}
        : { data: parseObject(metadata, 'data', file) as Provenance['data'] }),
    },
  });
}

function sitesOf(header: SafetensorsHeader, file: string): Map<string, ResidualSite> {
  const sites = new Map<string, ResidualSite>();
  for (const tensor of header.tensors.keys()) {
    const split = tensor.lastIndexOf('.');
    const part = tensor.slice(split + 1);
    if (![...PARTS, ...BOUNDS].some((known) => known === part))
      throw new SafetensorsError(file, `is not a part of an affine map`, {
        tensor,
        remedy: `Parts: ${[...PARTS, ...BOUNDS].join(', ')}.`,
      });
    try {
      // By the canonical name, so that resid_post.7 and resid_post.07 cannot pass for two sites.
      const site = parseSiteName(tensor.slice(0, split));
      if (siteName(site) !== tensor.slice(0, split)) throw new Error('not canonical');
      sites.set(siteName(site), site);
    } catch {
      throw new SafetensorsError(file, 'its name is not <point>.<layer>.<part>', { tensor });
    }
  }
  return sites;
}

function decodeMap(bytes: Uint8Array, header: SafetensorsHeader, name: string, file: string): AffineMap {
  const read = (part: string, shape?: readonly number[]): Float32Array => {
    const tensor = `${name}.${part}`;
    const entry = header.tensors.get(tensor);
    if (!entry) throw new SafetensorsError(file, 'is missing', { tensor });
    if (entry.dtype !== 'F32')
      throw new SafetensorsError(file, `has dtype ${entry.dtype}, expected F32`, { tensor });
    if (
      shape &&
      (entry.shape.length !== shape.length || shape.some((size, axis) => size !== entry.shape[axis]))
    )
      throw new SafetensorsError(file, `has shape [${entry.shape}], expected [${shape}]`, { tensor });
    // Copy the bytes: the copy is aligned whatever the header's length.
    // Uint8Array's own slice copies; a Node Buffer's is a view.
    const copy = Uint8Array.prototype.slice.call(bytes, entry.offset, entry.offset + entry.byteLength);
    const values = new Float32Array(copy.buffer);
    const bound = part === 'lower' || part === 'upper';
    if (bound ? values.some(Number.isNaN) : !values.every(Number.isFinite))
      throw new SafetensorsError(file, bound ? 'holds NaN' : 'holds NaN or infinity', { tensor });
    return values;
  };
  const shape = header.tensors.get(`${name}.basis`)?.shape ?? [];
  const scale = read('scale');
  const d = scale.length;
  if (d === 0) throw new SafetensorsError(file, 'has no elements', { tensor: `${name}.scale` });
  const rank = shape[1] ?? 0;
  const gated = BOUNDS.some((bound) => header.tensors.has(`${name}.${bound}`));
  return new AffineMap({
    scale: read('scale', [d]),
    origin: read('origin', [d]),
    basis: read('basis', [d, rank]),
    gain: read('gain', [rank, d]),
    shift: read('shift', [d]),
    ...(gated ? { range: { lower: read('lower', [d]), upper: read('upper', [d]) } } : {}),
  });
}

function parseThought(metadata: Readonly<Record<string, string>>, file: string): ThoughtTokens {
  const { open, close } = parseObject(metadata, 'thought', file) as Partial<ThoughtTokens>;
  const isMark = (ids: unknown): ids is number[] =>
    Array.isArray(ids) && ids.length > 0 && ids.every((id) => Number.isInteger(id) && id >= 0);
  if (isMark(open) && isMark(close)) return { open, close };
  throw new SafetensorsError(file, 'its metadata field thought has not open and close, lists of token ids');
}

function parseObject(metadata: Readonly<Record<string, string>>, key: string, file: string): object {
  try {
    const value: unknown = JSON.parse(metadata[key] ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Reported below.
  }
  throw new SafetensorsError(file, `its metadata field ${key} is not a JSON object`);
}
