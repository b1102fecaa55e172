import { formatAxisTick } from '../../src/wording/format-tick.ts';
/** Round values within a range, about `count` of them, as a reader would choose them: steps of 1, 2 or 5 times a power of ten. */
export function axisTicks(
  low: number,
  high: number,
  count: number,
): { readonly value: number; readonly label: string }[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: formatAxisTick(value) };
  });
}
