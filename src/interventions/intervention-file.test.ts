import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors, parseSafetensorsHeader, type SafetensorsInput } from '../formats/safetensors.ts';
import { AffineMap } from './affine-map.ts';
import { Intervention } from './intervention.ts';
import { decodeIntervention, encodeIntervention } from './intervention-file.ts';
import { RESIDUAL_POINTS, siteName } from './residual-site.ts';
import { TOKEN_SCOPES } from './token-scope.ts';

const floats = (length: number) =>
  fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: length, maxLength: length })
    .map((v) => Float32Array.from(v));
const bounds = (length: number) =>
  fc
    .array(fc.float({ noNaN: true }), { minLength: length, maxLength: length })
    .map((v) => Float32Array.from(v));

const affineMap = (d: number) =>
  fc
    .integer({ min: 0, max: 3 })
    .chain((k) =>
      fc.record(
        {
          scale: floats(d),
          origin: floats(d),
          basis: floats(d * k),
          gain: floats(k * d),
          shift: floats(d),
          range: fc.record({ lower: bounds(d), upper: bounds(d) }),
        },
        { requiredKeys: ['scale', 'origin', 'basis', 'gain', 'shift'] },
      ),
    )
    .map((fields) => new AffineMap(fields));

const json = fc.dictionary(
  fc.string(),
  fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
  { noNullPrototype: true },
);
const interventions = fc
  .integer({ min: 1, max: 5 })
  .chain((d) =>
    fc.record({
      maps: fc.uniqueArray(
        fc.tuple(fc.record({ layer: fc.nat(120), point: fc.constantFrom(...RESIDUAL_POINTS) }), affineMap(d)),
        { selector: ([site]) => siteName(site), maxLength: 4 },
      ),
      scope: fc.constantFrom(...TOKEN_SCOPES),
      skipFirst: fc.boolean(),
      provenance: fc.record(
        {
          method: fc.string({ minLength: 1 }),
          options: json,
          facts: json,
          data: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
        },
        { requiredKeys: ['method', 'options'] },
      ),
    }),
  )
  .map((fields) => new Intervention(fields));

const example = new Intervention({
  maps: [[{ layer: 7, point: 'resid_post' }, AffineMap.translation(Float32Array.of(1, 2))]],
  provenance: { method: 'act-add', options: {} },
});

/** The example's file with tensors and metadata changed; undefined takes one out. */
function altered(
  tensors: Record<string, SafetensorsInput | undefined>,
  metadata: Record<string, string | undefined> = {},
): Uint8Array {
  const bytes = encodeIntervention(example);
  const header = parseSafetensorsHeader(bytes, 'f');
  const all = new Map<string, SafetensorsInput>();
  for (const [name, { shape, offset, byteLength }] of header.tensors)
    all.set(name, { dtype: 'F32', shape, data: bytes.slice(offset, offset + byteLength) });
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor) all.set(name, tensor);
    else all.delete(name);
  }
  const kept = Object.entries({ ...header.metadata, ...metadata }).filter(
    (field): field is [string, string] => field[1] !== undefined,
  );
  return encodeSafetensors(all, Object.fromEntries(kept));
}

const f32 = (...values: number[]): SafetensorsInput => ({
  dtype: 'F32',
  shape: [values.length],
  data: Float32Array.from(values),
});

describe('intervention files', () => {
  it('read back to the same intervention, and write the same bytes again', () => {
    fc.assert(
      fc.property(interventions, (intervention) => {
        const bytes = encodeIntervention(intervention);
        const read = decodeIntervention(bytes, 'f');
        expect(read).toEqual(intervention);
        expect(encodeIntervention(read)).toEqual(bytes);
      }),
    );
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['another format', altered({}, { format: 'pt' }), /x\.safetensors: is not an intervention/],
    ['a later version', altered({}, { version: '2' }), /version 2/],
    ['an unknown scope', altered({}, { scope: 'some' }), /scope "some" is not one of all/],
    ['a bad flag', altered({}, { skip_first: 'yes' }), /skip_first "yes"/],
    ['no method', altered({}, { method: undefined }), /lacks method/],
    ['no options', altered({}, { options: undefined }), /options is not a JSON object/],
    ['options that are not JSON', altered({}, { options: '{' }), /options is not a JSON object/],
    ['facts that are a list', altered({}, { facts: '[]' }), /facts is not a JSON object/],
    [
      'a missing tensor',
      altered({ 'resid_post.7.gain': undefined }),
      /tensor "resid_post\.7\.gain": is missing/,
    ],
    [
      'a wrong shape',
      altered({ 'resid_post.7.shift': f32(1, 2, 3) }),
      /resid_post\.7\.shift": has shape \[3\], expected \[2\]/,
    ],
    [
      'disagreeing ranks',
      altered({ 'resid_post.7.basis': { dtype: 'F32', shape: [2, 1], data: new Float32Array(2) } }),
      /resid_post\.7\.gain": has shape \[0,2\], expected \[1,2\]/,
    ],
    [
      'another dtype',
      altered({ 'resid_post.7.scale': { dtype: 'F64', shape: [2], data: new Float64Array(2) } }),
      /dtype F64/,
    ],
    [
      'NaN',
      altered({ 'resid_post.7.shift': f32(0, Number.NaN) }),
      /resid_post\.7\.shift": holds NaN or infinity/,
    ],
    ['one bound only', altered({ 'resid_post.7.lower': f32(0, 0) }), /resid_post\.7\.upper": is missing/],
    [
      'a bound that is NaN',
      altered({ 'resid_post.7.lower': f32(0, Number.NaN), 'resid_post.7.upper': f32(0, 1) }),
      /lower": holds NaN/,
    ],
    ['an unknown part', altered({ 'resid_post.7.bias': f32(0, 0) }), /"resid_post\.7\.bias": is not a part/],
    ['an unknown site', altered({ 'resid.7.scale': f32(0, 0) }), /"resid\.7\.scale": its name is not/],
    [
      'a site written otherwise',
      altered({ 'resid_post.07.scale': f32(0, 0) }),
      /"resid_post\.07\.scale": its name is not/,
    ],
    ['a dimension of 0', altered({ 'resid_post.7.scale': f32() }), /has no elements/],
    ['truncation', encodeIntervention(example).slice(0, -1), /ends at byte/],
  ])('are refused with %s', (_, bytes, message) => {
    expect(() => decodeIntervention(bytes, 'x.safetensors')).toThrow(message);
  });
});
