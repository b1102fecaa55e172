import {
  encodeSafetensors,
  parseSafetensorsHeader,
  type SafetensorsInput,
} from '../../formats/safetensors.ts';

/** A message to or from the Python process: a JSON header, and a safetensors file or nothing. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
}

/** uint32 length of the header, uint64 length of the payload, little-endian. */
const HEAD_BYTES = 12;

/** The pieces of a frame to write, in order. `tensors`: what the payload holds, or its bytes. */
export function encodeFrame(
  header: Readonly<Record<string, unknown>>,
  tensors: ReadonlyMap<string, SafetensorsInput> | Uint8Array = new Uint8Array(0),
): Uint8Array[] {
  const payload = tensors instanceof Uint8Array ? tensors : encodeSafetensors(tensors);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(HEAD_BYTES + text.byteLength);
  const view = new DataView(start.buffer);
  view.setUint32(0, text.byteLength, true);
  view.setBigUint64(4, BigInt(payload.byteLength), true);
  start.set(text, HEAD_BYTES);
  return payload.byteLength > 0 ? [start, payload] : [start];
}

/** Puts frames together from the pieces of a stream. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #held = 0;
  #wanted = HEAD_BYTES;
  #lengths: { readonly header: number; readonly payload: number } | undefined;

  /** The frames that end in this piece. */
  *add(piece: Buffer): Generator<Frame> {
    this.#pieces.push(piece);
    this.#held += piece.byteLength;
    while (this.#held >= this.#wanted) {
      const whole = this.#take(this.#wanted);
      if (this.#lengths === undefined) {
        this.#lengths = { header: whole.readUInt32LE(0), payload: Number(whole.readBigUInt64LE(4)) };
        this.#wanted = this.#lengths.header + this.#lengths.payload;
      } else {
        const { header } = this.#lengths;
        this.#lengths = undefined;
        this.#wanted = HEAD_BYTES;
        yield { header: JSON.parse(whole.toString('utf8', 0, header)), payload: whole.subarray(header) };
      }
    }
  }

  /** Takes the first bytes; large payloads are put together once, not at every piece. */
  #take(length: number): Buffer {
    const whole = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces, this.#held);
    this.#pieces = whole.byteLength > length ? [whole.subarray(length)] : [];
    this.#held -= length;
    return whole.subarray(0, length);
  }
}

/** The float32 values of a payload's tensors, or float64 ones, in copies of their own. */
export function payloadValues(payload: Uint8Array): Map<string, Float32Array | Float64Array> {
  if (payload.byteLength === 0) return new Map();
  const { tensors } = parseSafetensorsHeader(payload, 'answer');
  return new Map(
    [...tensors].map(([name, { dtype, offset, byteLength }]) => {
      const bytes = Uint8Array.prototype.slice.call(payload, offset, offset + byteLength);
      return [name, dtype === 'F64' ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer)];
    }),
  );
}
