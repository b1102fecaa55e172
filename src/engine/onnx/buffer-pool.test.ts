import { describe, expect, it } from 'vitest';
import { BufferPool } from './buffer-pool.ts';

describe('BufferPool', () => {
  it('lends an array that came back again, where it is long enough and not too long', () => {
    const pool = new BufferPool();
    const first = pool.take(1000);
    expect(first).toHaveLength(1000);
    expect(pool.take(1000).buffer).not.toBe(first.buffer);
    pool.give(first);
    expect(pool.take(1001).buffer).not.toBe(first.buffer);
    expect(pool.take(499).buffer).not.toBe(first.buffer);
    const shorter = pool.take(600);
    expect(shorter.buffer).toBe(first.buffer);
    expect(shorter).toHaveLength(600);
    expect(pool.take(600).buffer).not.toBe(first.buffer);
  });

  it('takes back a part of what it lent, once, and nothing that it did not lend', () => {
    const pool = new BufferPool();
    const lent = pool.take(8);
    pool.give(lent.subarray(2, 4));
    pool.give(lent);
    expect(pool.take(8).buffer).toBe(lent.buffer);
    expect(pool.take(8).buffer).not.toBe(lent.buffer);
    const own = new Float32Array(8);
    pool.give(own);
    expect(pool.take(8).buffer).not.toBe(own.buffer);
  });

  it('takes the shortest that is long enough', () => {
    const pool = new BufferPool();
    const [long, short] = [pool.take(20), pool.take(12)];
    pool.give(long);
    pool.give(short);
    expect(pool.take(10).buffer).toBe(short.buffer);
    expect(pool.take(10).buffer).toBe(long.buffer);
  });
});
