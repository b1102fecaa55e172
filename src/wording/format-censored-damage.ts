import { formatInterval } from './format-interval.ts';
import { formatNumber } from './format-number.ts';

/** A damage budget that may lie outside the range that was looked at. */
type Censored =
  | { readonly kind: 'exact'; readonly value: number }
  | { readonly kind: 'below' | 'above'; readonly bound: number };

/** `0.034`, `< 0.001`, `> 1`. */
export function formatCensoredDamage(damage: Censored): string {
  if (damage.kind === 'exact') return formatNumber(damage.value);
  return `${damage.kind === 'below' ? '<' : '>'} ${damage.bound}`;
}

/** `0.034`, `below the smallest budget`, `above the largest budget`: where a number would only say where the range ends. */
export function censoredDamageInWords(damage: Censored): string {
  if (damage.kind === 'exact') return formatNumber(damage.value);
  return damage.kind === 'below' ? 'below the smallest budget' : 'above the largest budget';
}

/** `0.0026 [0.0010–0.0042]`, `below the smallest budget [< 0.001 to 0.0010]`: D50, nats per token; ends that read alike are left out. */
export function formatHalfDamage(half: {
  readonly value: Censored;
  readonly interval: readonly [Censored, Censored];
}): string {
  const ends = half.interval.map(formatCensoredDamage);
  const range = formatInterval([0, 1], (i) => ends[i]);
  return `${censoredDamageInWords(half.value)}${range}`;
}
