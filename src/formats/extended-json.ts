const NUMBER = '$number';

/**
 * A value that JSON can hold: NaN and infinities, which it cannot express, become `{"$number": "Infinity"}`. Undefined
 * fields are left out, so decoding with {@link decodeExtended} gives an equal value.
 */
export function encodeExtended(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { [NUMBER]: String(value) };
  if (Array.isArray(value)) return value.map(encodeExtended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) =>
      entry === undefined ? [] : [[key, encodeExtended(entry)] as const],
    ),
  );
}

export function decodeExtended(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeExtended);
  if (typeof value !== 'object' || value === null) return value;
  if (NUMBER in value) return Number(value[NUMBER]);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, decodeExtended(entry)]));
}
