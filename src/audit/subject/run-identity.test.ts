import { expect, it } from 'vitest';
import { differencesOf } from './run-identity.ts';

it('names every leaf that differs by its path, and lists as a whole', () => {
  const before = { a: { b: 1, c: [1, 2] }, d: 'x', gone: true };
  expect(differencesOf(before, before)).toEqual([]);
  expect(differencesOf(before, { a: { b: 2, c: [1, 3] }, d: 'x', extra: null })).toEqual([
    'a.b: 1, now 2',
    'a.c: other values',
    'extra: absent, now null',
    'gone: true, now absent',
  ]);
});
