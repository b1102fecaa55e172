import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { slidingWindows } from './sliding-windows.ts';

describe('slidingWindows', () => {
  it('counts every token exactly once, with enough before it', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (length, a, b) => {
          const [stride, context] = [Math.min(a, b), Math.max(a, b)];
          const counted: number[] = [];
          for (const { begin, end, countFrom } of slidingWindows(length, { context, stride })) {
            expect(end - begin).toBeLessThanOrEqual(context);
            expect(countFrom).toBeGreaterThanOrEqual(begin);
            expect(begin % stride).toBe(0);
            for (let token = countFrom; token < end; token++) {
              counted.push(token);
              expect(token - begin).toBeGreaterThanOrEqual(Math.min(token, context - stride));
            }
          }
          expect(counted).toEqual(Array.from({ length }, (_, i) => i));
        },
      ),
    );
  });

  it('refuses a stride that skips tokens', () => {
    expect(() => slidingWindows(9, { context: 4, stride: 5 })).toThrow('more than the context');
    expect(() => slidingWindows(9, { context: 4, stride: 0 })).toThrow(InvalidInputError);
  });
});
