import { formatInterval } from './format-interval.ts';
import { formatNumber } from './format-number.ts';

/** `1.99 [1.90–2.08]`: the value with its 95% interval where there is one; `text` writes another kind of number than a measured one. */
export function formatEstimate(
  { value, interval }: { readonly value: number | null; readonly interval: readonly [number, number] | null },
  text: (value: number | null) => string = formatNumber,
): string {
  return value === null ? text(null) : `${text(value)}${formatInterval(interval, text)}`;
}
