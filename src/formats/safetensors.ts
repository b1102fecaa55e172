import { firstDuplicateKey } from './duplicate-keys.ts';
import { DTYPE_BYTES, isSafetensorsDtype, type SafetensorsDtype } from './safetensors-dtype.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** One tensor as a header describes it. */
export interface SafetensorsEntry {
  /** The format's name of the type; one that {@link DTYPE_BYTES} lacks is kept as it is written. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Byte offset from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
}

/** One tensor to write: little-endian elements in row-major order. */
export interface SafetensorsInput {
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

/** The reference implementation refuses longer headers. */
const MAX_HEADER_BYTES = 100_000_000;
const TRUNCATED = 'The file is truncated or damaged: download or write it again.';
const FOREIGN = 'Is this a safetensors file?';

/**
 * Length in bytes of the JSON header, from the file's first eight bytes.
 * Throws {@link SafetensorsError} if the file is too short for what it claims.
 */
export function safetensorsHeaderLength(bytes: Uint8Array, file: string, fileSize: number): number {
  if (fileSize < 8)
    throw new SafetensorsError(file, `has ${fileSize} bytes, too few for a header`, { remedy: TRUNCATED });
  if (new TextDecoder('latin1').decode(bytes.subarray(0, 8)) === 'version ')
    throw new SafetensorsError(file, 'is a Git LFS pointer, not the file itself', {
      remedy: 'Fetch it with `git lfs pull`.',
    });
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || length < 2)
    throw new SafetensorsError(file, `claims a header of ${length} bytes`, { remedy: FOREIGN });
  if (8 + length > fileSize)
    throw new SafetensorsError(file, `claims a header of ${length} bytes but has ${fileSize} in all`, {
      remedy: TRUNCATED,
    });
  return length;
}

/**
 * Reads the header at the start of `bytes` (the first 8 + header length bytes of the file, or more).
 *
 * Tensors may stand in any order and leave holes; throws {@link SafetensorsError} naming file and tensor where they
 * overlap, leave the file (`fileSize`, default all of `bytes`), or have another size than type and shape ask for.
 */
export function parseSafetensorsHeader(
  bytes: Uint8Array,
  file: string,
  fileSize = bytes.byteLength,
): SafetensorsHeader {
  const length = safetensorsHeaderLength(bytes, file, fileSize);
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
    json = JSON.parse(text);
  } catch {
    throw new SafetensorsError(file, 'its header is not JSON', { remedy: FOREIGN });
  }
  if (!isObject(json))
    throw new SafetensorsError(file, 'its header is not a JSON object', { remedy: FOREIGN });
  const duplicate = firstDuplicateKey(text);
  if (duplicate !== undefined) throw new SafetensorsError(file, 'is listed twice', { tensor: duplicate });

  const tensors = new Map<string, SafetensorsEntry>();
  for (const [name, entry] of Object.entries(json)) {
    if (name !== '__metadata__') tensors.set(name, parseEntry(name, entry, file, 8 + length, fileSize));
  }
  refuseOverlaps(tensors, file);
  return { metadata: parseMetadata(json.__metadata__, file), tensors };
}

/**
 * The bytes of a safetensors file, a function of its contents alone: keys of the metadata in code-unit order, tensors
 * by element size (widest first, so that each is aligned to it) then name, the header padded with spaces to 8 bytes.
 * Throws {@link SafetensorsError} (its file is `label`) when a tensor's bytes disagree with its type and shape.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SafetensorsInput>,
  metadata: Readonly<Record<string, string>> = {},
  label = 'safetensors',
): Uint8Array {
  const order = [...tensors].sort(
    ([a, x], [b, y]) => DTYPE_BYTES[y.dtype] - DTYPE_BYTES[x.dtype] || (a < b ? -1 : a > b ? 1 : 0),
  );
  // Without a prototype: a tensor called __proto__ is a name like any other.
  const header: Record<string, unknown> = Object.create(null);
  const keys = Object.keys(metadata).sort();
  if (keys.length > 0) header.__metadata__ = Object.fromEntries(keys.map((key) => [key, metadata[key]]));
  let end = 0;
  for (const [name, { dtype, shape, data }] of order) {
    if (name === '__metadata__') throw new SafetensorsError(label, 'has a reserved name', { tensor: name });
    const expected = tensorBytes(dtype, shape);
    if (data.byteLength !== expected)
      throw new SafetensorsError(
        label,
        `${dtype} [${shape}] needs ${expected} bytes, got ${data.byteLength}`,
        { tensor: name },
      );
    header[name] = { dtype, shape, data_offsets: [end, end + expected] };
    end += expected;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.byteLength / 8) * 8;
  const out = new Uint8Array(8 + padded + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(padded), true);
  out.fill(0x20, 8, 8 + padded);
  out.set(json, 8);
  let position = 8 + padded;
  for (const [, { data }] of order) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return out;
}

/** Bytes of a tensor of that type and shape. */
export function tensorBytes(dtype: SafetensorsDtype, shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, DTYPE_BYTES[dtype]);
}

function parseEntry(
  name: string,
  entry: unknown,
  file: string,
  dataStart: number,
  fileSize: number,
): SafetensorsEntry {
  const fail = (problem: string, remedy?: string) =>
    new SafetensorsError(file, problem, { tensor: name, ...(remedy ? { remedy } : {}) });
  if (
    !isObject(entry) ||
    typeof entry.dtype !== 'string' ||
    !isSizes(entry.shape) ||
    !isSizes(entry.data_offsets)
  )
    throw fail('its header entry needs dtype, shape and data_offsets', FOREIGN);
  const { dtype, shape, data_offsets: offsets } = entry;
  const [begin, end] = offsets;
  if (offsets.length !== 2 || end < begin) throw fail(`data_offsets [${offsets}] are not a range`, TRUNCATED);
  if (dataStart + end > fileSize)
    throw fail(`ends at byte ${dataStart + end} but the file has ${fileSize}`, TRUNCATED);
  if (isSafetensorsDtype(dtype) && tensorBytes(dtype, shape) !== end - begin)
    throw fail(
      `${dtype} [${shape}] needs ${tensorBytes(dtype, shape)} bytes, data_offsets give ${end - begin}`,
      TRUNCATED,
    );
  return { dtype, shape, offset: dataStart + begin, byteLength: end - begin };
}

function refuseOverlaps(tensors: ReadonlyMap<string, SafetensorsEntry>, file: string): void {
  let [previous, end] = ['', 0];
  for (const [name, { offset, byteLength }] of [...tensors].sort(([, a], [, b]) => a.offset - b.offset)) {
    if (byteLength === 0) continue;
    if (offset < end)
      throw new SafetensorsError(file, `overlaps tensor "${previous}"`, { tensor: name, remedy: TRUNCATED });
    previous = name;
    end = offset + byteLength;
  }
}

function parseMetadata(value: unknown, file: string): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isObject(value) || !Object.values(value).every((item) => typeof item === 'string'))
    throw new SafetensorsError(file, '__metadata__ must map strings to strings');
  return value as Record<string, string>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
