import { scaleLog } from 'd3-scale';
import type { DamageScale } from './damage-scale.ts';

/** What is this much smaller than the largest value is as good as zero: it stands at the axis' end. */
const WIDEST = 1e-8;
const MOST_TICKS = 5;

/** A logarithmic axis around positive values, with few ticks. */
export function logScale(values: readonly number[], range: readonly [number, number]): DamageScale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const most = Math.max(...positive, 0) * 1.18 || 10;
  const least = Math.max(Math.min(...positive, most) * 0.85, most * WIDEST);
  const scale = scaleLog().domain([least, most]).range(range).clamp(true);
  return { at: (value) => scale(Math.max(value, least)), ticks: ticksWithin(least, most) };
}

/** 1, 2 and 5 times the powers of ten; those powers alone, or every so many of them, where that is too many. */
function ticksWithin(least: number, most: number): number[] {
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const inside = (ticks: readonly number[]): number[] =>
    ticks.map((tick) => Number(tick.toPrecision(1))).filter((tick) => tick >= least && tick <= most);
  const fine = inside(powers.flatMap((power) => [power, 2 * power, 5 * power]));
  if (fine.length <= MOST_TICKS) return fine;
  const every = Math.ceil(inside(powers).length / MOST_TICKS);
  return inside(powers.filter((_, i) => i % every === 0));
}
