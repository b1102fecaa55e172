import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A tensor that a GGUF file lists. */
export interface GgufTensor {
  readonly name: string;
  /** As GGML calls it: `F32`, `Q4_K`. */
  readonly type: string;
  /** Row-major: the innermost dimension last, other than in the file. */
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

const MAGIC = 0x46554747;
/** Bytes of metadata values of a fixed size, by their type; 8 is a text, 9 a list. */
const VALUE_BYTES: Readonly<Record<number, number>> = {
  ...{ 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 },
};
const [TEXT, LIST] = [8, 9];
const ALIGNMENT = 32;

/** GGML's types: name, elements of a block, bytes of a block. */
const TYPES: Readonly<Record<number, readonly [string, number, number]>> = {
  0: ['F32', 1, 4],
  1: ['F16', 1, 2],
  2: ['Q4_0', 32, 18],
  3: ['Q4_1', 32, 20],
  6: ['Q5_0', 32, 22],
  7: ['Q5_1', 32, 24],
  8: ['Q8_0', 32, 34],
  9: ['Q8_1', 32, 40],
  10: ['Q2_K', 256, 84],
  11: ['Q3_K', 256, 110],
  12: ['Q4_K', 256, 144],
  13: ['Q5_K', 256, 176],
  14: ['Q6_K', 256, 210],
  15: ['Q8_K', 256, 292],
  16: ['IQ2_XXS', 256, 66],
  17: ['IQ2_XS', 256, 74],
  18: ['IQ3_XXS', 256, 98],
  19: ['IQ1_S', 256, 50],
  20: ['IQ4_NL', 32, 18],
  21: ['IQ3_S', 256, 110],
  22: ['IQ2_S', 256, 82],
  23: ['IQ4_XS', 256, 136],
  24: ['I8', 1, 1],
  25: ['I16', 1, 2],
  26: ['I32', 1, 4],
  27: ['I64', 1, 8],
  28: ['F64', 1, 8],
  29: ['IQ1_M', 256, 56],
  30: ['BF16', 1, 2],
  34: ['TQ1_0', 256, 54],
  35: ['TQ2_0', 256, 66],
  39: ['MXFP4', 32, 17],
};

/** The tensors of a GGUF file (version 2 or 3), from its first bytes. Throws {@link InvalidInputError} naming the file. */
export function parseGgufTensors(bytes: Uint8Array, file: string): GgufTensor[] {
  try {
    return new GgufReader(bytes, file).tensors();
  } catch (error) {
    // A DataView's own: the header goes on behind the bytes.
    if (error instanceof RangeError) throw new InvalidInputError(file, 'ends in its header');
    throw error;
  }
}

class GgufReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  #at = 0;
  #alignment = ALIGNMENT;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  tensors(): GgufTensor[] {
    if (this.#word() !== MAGIC) throw new InvalidInputError(this.#file, 'is not a GGUF file');
    const version = this.#word();
    if (version !== 2 && version !== 3)
      throw new InvalidInputError(this.#file, `is of GGUF version ${version}`, 'Versions 2 and 3 are read.');
    const count = this.#long();
    for (let left = this.#long(); left > 0; left--) this.#skipEntry();
    const listed = Array.from({ length: count }, () => {
      const name = this.#text();
      const shape = Array.from({ length: this.#word() }, () => this.#long()).reverse();
      return { name, shape, code: this.#word(), offset: this.#long() };
    });
    const start = Math.ceil(this.#at / this.#alignment) * this.#alignment;
    return listed.map(({ name, shape, code, offset }) => {
      const known = TYPES[code];
      if (!known) throw new InvalidInputError(`${this.#file}, tensor "${name}"`, `has unknown type ${code}`);
      const [type, block, blockBytes] = known;
      const elements = shape.reduce((product, size) => product * size, 1);
      return { name, type, shape, offset: start + offset, byteLength: (elements / block) * blockBytes };
    });
  }

  #skipEntry(): void {
    const key = this.#text();
    const type = this.#word();
    if (key === 'general.alignment') this.#alignment = this.#view.getUint32(this.#at, true);
    this.#skipValue(type);
  }

  #skipValue(type: number): void {
    if (type === TEXT) {
      this.#text();
      return;
    }
    if (type === LIST) {
      const of = this.#word();
      const count = this.#long();
      if (of in VALUE_BYTES) this.#at += count * VALUE_BYTES[of];
      else for (let i = 0; i < count; i++) this.#skipValue(of);
      return;
    }
    if (!(type in VALUE_BYTES))
      throw new InvalidInputError(this.#file, `has metadata of unknown type ${type}`);
    this.#at += VALUE_BYTES[type];
  }

  #word(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  #long(): number {
    this.#at += 8;
    return Number(this.#view.getBigUint64(this.#at - 8, true));
  }

  #text(): string {
    const length = this.#long();
    this.#at += length;
    if (this.#at > this.#bytes.byteLength) throw new RangeError();
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
  }
}
