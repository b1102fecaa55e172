import { scaleLog } from 'd3-scale';

export interface DamageScale {
  /** px of a damage; what lies beyond the axis stands at its end. */
  readonly at: (damage: number) => number;
  readonly ticks: readonly number[];
}

/** Less damage than anything that a reader could notice; it stands at the axis' end. */
const LEAST = 1e-4;

/** A logarithmic axis for damage, nats per token; zero and infinity stand at its ends. */
export function damageScale(
  values: readonly number[],
  range: readonly [number, number],
  most = 100,
): DamageScale {
  const finite = values.filter((value) => value > 0 && Number.isFinite(value));
  const decade = (value: number, round: (exponent: number) => number): number =>
    10 ** round(Math.log10(value));
  const low = Math.max(LEAST, Math.min(0.01, decade(Math.min(0.01, ...finite), Math.floor)));
  const high = Math.min(most, decade(Math.max(1, ...finite), Math.ceil));
  const scale = scaleLog().domain([low, high]).range(range).clamp(true);
  const decades = Math.round(Math.log10(high / low));
  const every = Math.max(1, Math.ceil(decades / (Math.abs(range[1] - range[0]) / 34)));
  return {
    at: (damage) => scale(damage > 0 ? damage : low),
    ticks: Array.from({ length: Math.floor(decades / every) + 1 }, (_, i) =>
      Number((low * 10 ** (i * every)).toPrecision(1)),
    ),
  };
}
