import { describe, expect, it } from 'vitest';
import { retryAfter } from './ask-once.ts';

describe('retryAfter', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  it.each([
    [null, undefined],
    ['0', 0],
    [' 7 ', 7_000],
    ['Sun, 01 Mar 2026 12:01:30 GMT', 90_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['-3', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['99999999999', undefined],
    ['', undefined],
  ])('%j is %j ms', (header, wait) => {
    expect(retryAfter(header, now)).toBe(wait);
  });
});
