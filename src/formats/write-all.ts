import { writeSync } from 'node:fs';

/** Writes all bytes at the file's end or position: one call may write fewer than it was given. Throws the system's errors. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    const written = writeSync(descriptor, bytes, done, bytes.length - done);
    if (written <= 0) throw new Error('nothing more could be written');
    done += written;
  }
}
