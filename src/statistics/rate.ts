import { criticalValue } from './critical-value.ts';
import { steadyDesignEffect } from './design-effect.ts';
import { type GroupLabels, indexGroups } from './group-index.ts';
import { wilsonInterval } from './wilson.ts';

/** k of n with its Wilson 95% interval. */
export interface Rate {
  readonly k: number;
  readonly n: number;
  /** k/n; null where n is 0. */
  readonly rate: number | null;
  readonly interval: readonly [number, number] | null;
  /** Design effect, where the prompts are in groups of which some hold several: the interval is that of n/deff prompts. */
  readonly deff?: number;
}

export function rateOf(k: number, n: number): Rate {
  return n === 0
    ? { k, n, rate: null, interval: null }
    : { k, n, rate: k / n, interval: wilsonInterval(k, n) };
}

/**
 * The rate of `true` among flags. With the duplicate groups of their prompts the interval is Wilson's for n/deff prompts, as wide
 * as Student's t with one degree of freedom fewer than groups requires; without groups, or if all are single, that of n.
 */
export function rateOfFlags(flags: readonly boolean[], labels?: GroupLabels): Rate {
  const [k, n] = [flags.filter(Boolean).length, flags.length];
  if (labels === undefined || n === 0) return rateOf(k, n);
  const groups = indexGroups(labels, n);
  if (groups.single) return rateOf(k, n);
  const deff = steadyDesignEffect(flags.map(Number), groups);
  return { k, n, rate: k / n, interval: wilsonInterval(k / deff, n / deff, criticalValue(groups)), deff };
}
