/**
 * A measured number for readers: two or three significant digits, powers of ten below 0.001 and from 10,000 on
 * (0.0003 → `3.0e-4`, 0.05 → `0.050`, 1.984 → `1.98`, 123456 → `1.2e5`), `n/a` for null and for what is not finite.
 */
export function formatNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return 'n/a';
  if (!Number.isFinite(value)) return value < 0 ? '−∞' : '∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.001 || size >= 9999.5) return value.toExponential(1).replace('e+', 'e');
  if (size < 0.0995) return value.toPrecision(2);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}
