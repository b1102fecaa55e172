import { canonicalJson } from './canonical-json.ts';

/** JSON as in results.json: keys in order, and infinities, which JSON cannot express, as "Infinity". */
export const extendedText = (value: unknown): string => `${canonicalJson(withoutInfinities(value), 2)}\n`;

function withoutInfinities(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(withoutInfinities);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withoutInfinities(entry)]));
}

const INFINITIES = new Set(['Infinity', '-Infinity', 'NaN']);

/** The value of parsed JSON that {@link extendedText} wrote: "Infinity" is a number again. */
export function readExtended(value: unknown): unknown {
  if (typeof value === 'string') return INFINITIES.has(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(readExtended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, readExtended(entry)]));
}
