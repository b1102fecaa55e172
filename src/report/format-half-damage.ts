import { type CensoredDamage, formatCensoredDamage } from '../statistics/censored-damage.ts';
import type { Robustness } from '../statistics/robustness.ts';

/** `0.0026 [0.0010 to 0.0042]`, `< 0.001 [< 0.001 to 0.0010]`: D50, nats a token, with its censoring. */
export function formatHalfDamage({ value, interval }: Robustness['halfDamage']): string {
  const text = (damage: CensoredDamage): string => formatCensoredDamage(damage);
  return `${text(value)} [${interval.map(text).join(' to ')}]`;
}
