import { formatNumber } from './format-number.ts';
import { percentDigits } from './format-percent.ts';

/** A share in per cent where three characters are the most that fits: `0`, `<1`, `85`, `>99`, `100`. */
export function percentInCell(share: number): string {
  const text = percentDigits(share);
  return /^\d+$/.test(text) ? text : share < 0.5 ? '<1' : '>99';
}

/** A damage where five characters are the most that fits: `0`, `<.001`, `.012`, `.34`, `1.98`. */
export function damageInCell(nats: number): string {
  if (nats === 0) return '0';
  if (nats < 0.001) return '<.001';
  return nats < 0.995 ? nats.toFixed(nats < 0.0995 ? 3 : 2).slice(1) : formatNumber(nats);
}
