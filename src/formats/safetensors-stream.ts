import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { tensorBytes } from './safetensors.ts';
import type { SafetensorsDtype } from './safetensors-dtype.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { writeAll } from './write-all.ts';

/**
 * Writes a safetensors file that need not fit in memory: the tensors are declared first, their bytes follow in the declared order in
 * pieces of any size. The file must not exist; the caller removes it if it is not finished.
 */
export class SafetensorsStream {
  readonly path: string;
  readonly #descriptor: number;
  readonly #hash: Hash = createHash('sha256');
  #left: number;

  constructor(
    path: string,
    tensors: readonly {
      readonly name: string;
      readonly dtype: SafetensorsDtype;
      readonly shape: readonly number[];
    }[],
    metadata: Readonly<Record<string, string>>,
  ) {
    const header: Record<string, unknown> = { __metadata__: metadata };
    let end = 0;
    for (const { name, dtype, shape } of tensors) {
      const begin = end;
      end += tensorBytes(dtype, shape);
      header[name] = { dtype, shape, data_offsets: [begin, end] };
    }
    const text = JSON.stringify(header);
    const json = Buffer.from(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    this.path = path;
    this.#descriptor = openSync(path, 'wx');
    this.#left = end + length.length + json.length;
    this.write(length);
    this.write(json);
  }

  /** Throws {@link SafetensorsError} on more bytes than were declared. */
  write(data: ArrayBufferView): void {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (bytes.length > this.#left)
      throw new SafetensorsError(
        this.path,
        `got ${bytes.length - this.#left} bytes more than its header says`,
      );
    this.#hash.update(bytes);
    writeAll(this.#descriptor, bytes);
    this.#left -= bytes.length;
  }

  /** Flushes the file to disk and gives its SHA-256. Throws {@link SafetensorsError} where bytes are missing. */
  finish(): string {
    if (this.#left > 0)
      throw new SafetensorsError(this.path, `lacks ${this.#left} bytes of what its header says`);
    fsyncSync(this.#descriptor);
    return this.#hash.digest('hex');
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
