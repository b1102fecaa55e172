import { wilsonInterval } from './wilson.ts';

/** k of n with its Wilson 95% interval. */
export interface Rate {
  readonly k: number;
  readonly n: number;
  /** k/n; null where n is 0. */
  readonly rate: number | null;
  readonly interval: readonly [number, number] | null;
}

export function rateOf(k: number, n: number): Rate {
  return n === 0
    ? { k, n, rate: null, interval: null }
    : { k, n, rate: k / n, interval: wilsonInterval(k, n) };
}

/** The rate of `true` among flags. */
export function rateOfFlags(flags: readonly boolean[]): Rate {
  return rateOf(flags.filter(Boolean).length, flags.length);
}
