/** A write-only protobuf encoder with just the wire types that ONNX uses. */
const encoder = new TextEncoder();

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

function varint(value: number | bigint): Uint8Array {
  // Nearly all values are lengths and field numbers: BigInt arithmetic would take most of the time of writing a graph.
  if (typeof value === 'number' && value >= 0 && value <= 0x7fffffff) return smallVarint(value);
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

function smallVarint(value: number): Uint8Array {
  if (value < 0x80) return Uint8Array.of(value);
  if (value < 0x4000) return Uint8Array.of((value & 0x7f) | 0x80, value >> 7);
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** Wire type 0. */
export function varintField(field: number, value: number | bigint): Uint8Array {
  return concatBytes([varint(field << 3), varint(value)]);
}

/** Wire type 2: bytes, text, or an embedded message. */
export function bytesField(field: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? encoder.encode(value) : value;
  return concatBytes([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

/** Wire type 5. */
export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concatBytes([varint((field << 3) | 5), bytes]);
}
