/** A value of the protocol as one would write it: no brackets, no quotes. */
export function protocolValue(value: unknown): string {
  if (value === null || value === undefined) return 'not set';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(protocolValue).join(', ');
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value);
  return entries.length === 0
    ? 'none'
    : entries.map(([key, each]) => `${key} ${protocolValue(each)}`).join(', ');
}
