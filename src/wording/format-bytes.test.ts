import { expect, it } from 'vitest';
import { formatBytes } from './format-bytes.ts';

it.each([
  [0, '0 B'],
  [512, '512 B'],
  [1023, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [9.99 * 2 ** 20, '10 MiB'],
  [998 * 2 ** 20, '998 MiB'],
  [1023 * 2 ** 20, '1.0 GiB'],
  [24.2 * 2 ** 30, '24.2 GiB'],
  [119.2 * 2 ** 30, '119.2 GiB'],
  [2 ** 41, '2.0 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
