import { formatNumber } from './format-number.ts';

/**
 * ` [0.13–0.26]` with a space before it, with `to` where an end has a sign or is itself a bound; `unit` stands behind the last end.
 * Empty without an interval, and where both ends read alike.
 */
export function formatInterval(
  interval: readonly [number, number] | null | undefined,
  text: (bound: number) => string = formatNumber,
  unit = '',
): string {
  if (!interval) return '';
  const [low, high] = interval.map(text);
  if (low === high) return '';
  return ` [${low}${/[−+<>×]/.test(low + high) ? ' to ' : '–'}${high}${unit}]`;
}
