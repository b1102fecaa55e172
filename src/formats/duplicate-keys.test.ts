import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstDuplicateKey } from './duplicate-keys.ts';

it('finds a key that the outermost object holds twice', () => {
  expect(firstDuplicateKey('{"a": 1, "b": {"c": "}"}, "a": 2}')).toBe('a');
  expect(firstDuplicateKey('{"a\\"": 1, "\\u0061\\"": 2}')).toBe('a"');
});

it('finds none in what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.object(), (value) => {
      expect(firstDuplicateKey(JSON.stringify(value))).toBeUndefined();
    }),
  );
  expect(firstDuplicateKey('{"a": {"a": "a"}, "b": ["a", {"b": 1}]}')).toBeUndefined();
});
