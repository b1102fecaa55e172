/** Most bytes that lie idle; what comes back beyond them is garbage. */
const IDLE_BYTES = 256 * 2 ** 20;
/** A buffer may be this many times as long as what is asked for. */
const SLACK = 2;

/**
 * Float32 arrays that are used again. A fresh array is zeroed page by page when it is first written, and freeing it wakes the garbage
 * collector: for caches and batches of some megabytes that takes longer than filling them.
 */
export class BufferPool {
  readonly #idle: ArrayBuffer[] = [];
  /** Weak: an array that nobody gives back is collected. */
  readonly #lent = new WeakSet<ArrayBufferLike>();
  #bytes = 0;

  /** An array of this length. Its values are arbitrary. */
  take(length: number): Float32Array {
    const needed = length * Float32Array.BYTES_PER_ELEMENT;
    let best = -1;
    this.#idle.forEach(({ byteLength }, i) => {
      if (byteLength < needed || byteLength > needed * SLACK) return;
      if (best < 0 || byteLength < this.#idle[best].byteLength) best = i;
    });
    const buffer = best < 0 ? new ArrayBuffer(needed) : this.#idle.splice(best, 1)[0];
    if (best >= 0) this.#bytes -= buffer.byteLength;
    this.#lent.add(buffer);
    return new Float32Array(buffer, 0, length);
  }

  /** Takes an array back that is not used again; one that it did not lend is left alone. */
  give({ buffer }: Float32Array): void {
    if (!this.#lent.delete(buffer)) return;
    if (this.#bytes + buffer.byteLength > IDLE_BYTES) return;
    this.#bytes += buffer.byteLength;
    this.#idle.push(buffer as ArrayBuffer);
  }

  clear(): void {
    this.#idle.length = 0;
    this.#bytes = 0;
  }
}
