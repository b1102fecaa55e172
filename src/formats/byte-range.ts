import { readSync } from 'node:fs';
import { SafetensorsError } from './safetensors-error.ts';

/** Node refuses longer single reads. */
const MAX_READ_BYTES = 2 ** 30;

/** Reads `length` bytes from byte `offset` of an open file; throws {@link SafetensorsError} naming `file` if it ends before. */
export function readByteRange(
  descriptor: number,
  offset: number,
  length: number,
  file: string,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, Math.min(length - done, MAX_READ_BYTES), offset + done);
    if (count === 0)
      throw new SafetensorsError(
        file,
        `ended at byte ${offset + done} while ${offset + length} were expected`,
        {
          remedy: 'The file is truncated or changed while it was read.',
        },
      );
    done += count;
  }
  return bytes;
}
